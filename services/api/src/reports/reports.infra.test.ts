import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addSession, addStudent, type Times } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { AttendanceReport } from './report-schemas.ts';

const path = '/v1/reports/attendance';
let api: TestApi;
let courseId: string;
let students: string[];
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
  students = [await addStudent(api.ask, '=HYPERLINK("x")'), await addStudent(api.ask, 'Étienne Ñandú')];
  courseId = await addCourse(api.ask, students, 'Algebra');
});
afterAll(() => api.close());

async function session(startsAt: string, endsAt: string): Promise<string> {
  const times: Times = { startsAt, endsAt };
  return (await addSession(api.ask, courseId, times)).id;
}

const report = (query: string) => api.ask('GET', `${path}?courseId=${courseId}&${query}`, { as: 'viewer' });

test('when a day is reported, then it is the campus’s day, from its midnight to the next', async () => {
  await session('2025-04-01T23:59', '2025-04-02T00:30');
  const first = await session('2025-04-02T00:00', '2025-04-02T00:30');
  const last = await session('2025-04-02T23:59', '2025-04-03T00:30');
  await session('2025-04-03T00:00', '2025-04-03T00:30');
  const { body } = await report('from=2025-04-02&to=2025-04-02');
  const sessions = body.rows.map(({ sessionId }: { sessionId: string }) => sessionId);
  expect(sessions).toEqual([first, first, last, last]);
  expect(body.rows[0]).toMatchObject({
    date: '2025-04-02',
    startsAt: '2025-04-02T00:00:00+07:00',
    courseName: 'Algebra',
  });
});

test('when nobody was seen, then they are absent once the session is over and nothing before', async () => {
  await session('2025-05-05T09:00', '2025-05-05T10:00');
  const past = await report('from=2025-05-05&to=2025-05-05');
  expect(past.body.rows).toMatchObject([{ status: 'absent', statusSource: null }, { status: 'absent' }]);
  await session('2099-05-05T09:00', '2099-05-05T10:00');
  const future = await report('from=2099-05-05&to=2099-05-05');
  expect(future.body.rows).toMatchObject([{ status: null }, { status: null }]);
});

test('when a report is read as JSON, then it fits its schema, also when it is empty', async () => {
  const full = await report('from=2025-04-01&to=2025-05-31');
  expect(AttendanceReport.parse(full.body).rows).toHaveLength(10);
  expect(full.headers.get('content-type')).toMatch(/^application\/json/);
  const empty = await report('from=2000-01-01&to=2000-12-31');
  expect(empty.body).toEqual({ from: '2000-01-01', to: '2000-12-31', timeZone: 'Asia/Jakarta', rows: [] });
});

test('when a report is read as CSV, then it downloads with a name, and formulas are tamed', async () => {
  const response = await fetch(`${api.url}${path}?from=2025-04-02&to=2025-04-02&format=csv&bom=true`, {
    headers: { authorization: `Bearer ${api.keys.viewer}` },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="attendance-2025-04-02-to-2025-04-02.csv"',
  );
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const text = bytes.toString('utf8');
  expect(text.split('\r\n')).toHaveLength(6);
  expect(text).toContain('"\'=HYPERLINK(""x"")"');
  expect(text).toContain('Étienne Ñandú');
});

test('when hundreds of rows are reported, then all of them arrive, in order', async () => {
  const many = await Promise.all(Array.from({ length: 250 }, (_, at) => addStudent(api.ask, `Many ${at}`)));
  const course = await addCourse(api.ask, many);
  await addSession(api.ask, course, { startsAt: '2025-06-02T09:00', endsAt: '2025-06-02T10:00' });
  const { body } = await api.ask('GET', `${path}?courseId=${course}&from=2025-06-02&to=2025-06-02`);
  const numbers = body.rows.map(({ studentNumber }: { studentNumber: string }) => studentNumber);
  expect(numbers).toHaveLength(250);
  expect(numbers).toEqual(numbers.toSorted());
});

test.each([
  ['from=2025-04-02', 'to'],
  ['from=2025-04-02&to=2025-04-01', 'to'],
  ['from=2025-04-02&to=2026-04-03', 'to'],
  ['from=2 April&to=2025-04-03', 'from'],
  ['from=2025-02-30&to=2025-04-03', 'from'],
  ['from=2025-04-02&to=2025-04-03&format=docx', 'format'],
  ['from=2025-04-02&to=2025-04-03&bom=1', 'bom'],
])('when a report is asked for with %s, then 400 names %s', async (query, field) => {
  expect(await report(query)).toMatchObject({ status: 400, body: { error: { field } } });
});

test('when the course does not exist, then 404 says so before a line is written', async () => {
  const nobody = '00000000-0000-7000-8000-000000000000';
  const query = `courseId=${nobody}&from=2025-04-02&to=2025-04-02&format=csv`;
  expect(await api.ask('GET', `${path}?${query}`)).toMatchObject({
    status: 404,
    body: { error: { message: 'there is no such course' } },
  });
});
