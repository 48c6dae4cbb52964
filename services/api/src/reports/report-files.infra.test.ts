import { planSemester, seedSemester } from '@hadir/db';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { type Cell, download, pdfPages, xlsxSheet } from '../testing/read-report.ts';
import { addCourse, addSession, addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

type AttendanceRow = {
  readonly date: string;
  readonly sessionId: string;
  readonly courseId: string;
  readonly studentNumber: string;
  readonly status: string;
};

const LONG = 'Raden Mas Panji Sosrokartono Kusumawardhana Suryadiningrat bin Abdurrahman al-Hadi Wicaksono';
let api: TestApi;
let courseId: string;
let sessionId: string;
let studentId: string;
/** What the records say, by another way than the reports take. */
let records: AttendanceRow[];
beforeAll(async () => {
  api = await startTestApi();
  const plan = planSemester({
    records: 80 * 10 * 2,
    courses: 2,
    sessions: 10,
    students: 120,
    prefix: 'T',
    seed: 3,
    startsOn: '2025-02-03',
    offsetMinutes: 420,
  });
  await seedSemester(plan, { url: api.databaseUrl });
  const { body } = await api.ask('GET', '/v1/courses?limit=1');
  courseId = body.items[0].id;
  await api.ask('PUT', '/v1/settings/institution', { json: { name: 'Universitas Contoh Nusantara' } });
  const students = await api.ask('GET', '/v1/students?limit=2');
  studentId = students.body.items[0].id;
  await api.ask('PATCH', `/v1/students/${studentId}`, { json: { name: LONG } });
  await api.ask('PATCH', `/v1/students/${students.body.items[1].id}`, { json: { name: '=HYPERLINK("x")' } });
  const all = await api.ask('GET', '/v1/reports/attendance?from=2025-02-01&to=2025-06-30');
  records = all.body.rows;
  sessionId = records.find((row) => row.courseId === courseId)?.sessionId ?? '';
});
afterAll(() => api.close());

const path = (name: string, query: string) => `/v1/reports/${name}?${query}`;
const file = (name: string, query: string) => download(api, path(name, query));
const own = () => records.filter((row) => row.courseId === courseId);
const countOf = (rows: readonly AttendanceRow[], status: string) =>
  rows.filter((row) => row.status === status).length;

function rowStarting(rows: readonly (readonly Cell[])[], start: Cell): readonly Cell[] {
  return rows.find(([first]) => first === start) ?? [];
}

test('when a course is a workbook, then students, sessions and totals are those of the records', async () => {
  const { bytes, headers } = await file('course-matrix', `courseId=${courseId}&format=xlsx`);
  expect(headers.get('content-type')).toMatch(/spreadsheetml\.sheet$/);
  const { rows, xml } = await xlsxSheet(bytes);
  const head = rows.findIndex(([first]) => first === 'Number');
  expect(rows[head]?.slice(0, 3)).toEqual(['Number', 'Name', 'Group']);
  expect(rows.slice(head + 1, head + 81)).toHaveLength(80);
  const totals = rowStarting(rows, 'Total');
  const wanted = ['present', 'late', 'absent', 'excused'].map((status) => countOf(own(), status));
  expect(totals.slice(13, 17)).toEqual(wanted);
  const [present = 0, late = 0, absent = 0] = wanted;
  expect(totals[17]).toBeCloseTo(((present + late) / (present + late + absent)) * 100, 6);
  expect(xml).toContain(`<pane xSplit="2" ySplit="${head + 1}"`);
  expect(xml).toContain(`<autoFilter ref="A${head + 1}:R${head + 81}"/>`);
  expect(xml).toMatch(/<col min="2" max="2" width="28"/);
});

test('when a workbook is read, then days are days, numbers numbers, and a name like a formula is a text', async () => {
  const { bytes } = await file('attendance', 'from=2025-02-03&to=2025-02-03&format=xlsx&lang=id');
  const { rows, xml } = await xlsxSheet(bytes);
  const head = rows.findIndex(([first]) => first === 'Tanggal');
  const [date, starts] = rows[head + 1] ?? [];
  expect(date).toEqual(new Date('2025-02-03T00:00:00Z'));
  // A sheet counts days: of a time of day the last bit is a fraction of a millisecond.
  expect(Number(starts)).toBeCloseTo(Date.parse('2025-02-03T08:00:00Z'), -1);
  const score = rows.slice(head + 1).find((row) => row[11] !== null)?.[11];
  expect(typeof score).toBe('number');
  expect(xml).not.toContain('<f>');
  expect(rows.flat()).toContain('=HYPERLINK("x")');
});

test.each([
  ['id', 'Daftar hadir pertemuan', 'Halaman', 'Senin, 3 Februari 2025', 'Tanda tangan', 'NIM'],
  ['en', 'Session attendance sheet', 'Page', 'Monday, 3 February 2025', 'Signature', 'Number'],
])('when a sheet is pages in %s, then each has the head of the table and its number', async (...wanted) => {
  const [lang, title, page, day, signature, number] = wanted;
  const { bytes } = await file('session-sheet', `sessionId=${sessionId}&format=pdf&lang=${lang}`);
  const pages = await pdfPages(bytes);
  expect(pages.length).toBe(2);
  for (const [at, text] of pages.entries()) {
    expect(text).toMatch(new RegExp(`${page} ${at + 1} / ?${pages.length}`));
    expect(text).toContain('Universitas Contoh Nusantara');
    expect(text).toContain(number);
  }
  expect(pages[0]).toContain(title);
  expect(pages[0]).toContain(day);
  expect(pages[0]?.replaceAll(/\s+/g, ' ')).toContain(LONG);
  expect(pages[1]).toContain(signature);
  expect(pages.join(' ').match(/T00000\d\d/g)).toHaveLength(80);
});

test('when days are summed up, then each is what its records say, whatever the format', async () => {
  const query = 'from=2025-02-01&to=2025-06-30';
  const { body } = await api.ask('GET', path('daily-summary', query));
  const days = [...new Set(records.map(({ date }) => date))].toSorted();
  const wanted = days.map((date) => {
    const rows = records.filter((row) => row.date === date);
    const sessions = new Set(rows.map((row) => row.sessionId)).size;
    const counts = Object.fromEntries(
      ['present', 'late', 'absent', 'excused'].map((status) => [status, countOf(rows, status)]),
    );
    return { date, sessions, ...counts };
  });
  expect(body.rows).toMatchObject(wanted);
  expect(body.totals).toMatchObject({ sessions: 20, present: countOf(records, 'present') });
  const csv = parse((await file('daily-summary', `${query}&format=csv`)).bytes.toString(), { columns: true });
  expect(csv).toHaveLength(days.length);
  expect(csv[0]).toMatchObject({ date: days[0], present: String(body.rows[0].present) });
});

test('when a student’s history is asked for, then it is theirs, and a status picks from it', async () => {
  const { body } = await api.ask('GET', path('student-history', `studentId=${studentId}&status=absent`));
  const number = (await api.ask('GET', `/v1/students/${studentId}`)).body.number;
  const absent = records.filter((row) => row.studentNumber === number && row.status === 'absent');
  expect(body.rows.map(({ date }: { date: string }) => date)).toEqual(absent.map(({ date }) => date));
  expect(body.statuses).toEqual(absent.length > 0 ? { absent: absent.length } : {});
});

test('when a group is asked for, then only those with its label are there', async () => {
  const { body } = await api.ask('GET', path('session-sheet', `sessionId=${sessionId}&group=A`));
  expect(body.rows).toHaveLength(40);
  expect(new Set(body.rows.map(({ group }: { group: string }) => group))).toEqual(new Set(['A']));
});

test.each(['csv', 'xlsx', 'pdf'])(
  'when nothing fits the filters, then a %s says so and is whole',
  async (format) => {
    const { bytes, status } = await file('daily-summary', `from=2001-01-01&to=2001-01-31&format=${format}`);
    expect(status).toBe(200);
    const text =
      format === 'pdf'
        ? (await pdfPages(bytes)).join()
        : format === 'xlsx'
          ? (await xlsxSheet(bytes)).rows.flat().join()
          : bytes.toString();
    expect(text).toContain(format === 'csv' ? 'date,sessions,present' : 'There is nothing to report');
  },
);

test('when the same address is asked for twice, then the report is the same', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => file('course-matrix', `courseId=${courseId}&format=csv`)),
  );
  expect(one?.bytes.equals(other?.bytes ?? Buffer.of())).toBe(true);
  expect(one?.headers.get('content-disposition')).toContain('.csv"');
});

test('when a lecturer asks, then only for courses that she teaches', async () => {
  const lecturer = await addLecturer(api);
  const others = path('course-matrix', `courseId=${courseId}`);
  expect((await api.ask('GET', others, { as: lecturer.as })).status).toBe(403);
  const sheet = path('session-sheet', `sessionId=${sessionId}`);
  expect((await api.ask('GET', sheet, { as: lecturer.as })).status).toBe(403);
  const days = path('daily-summary', 'from=2025-02-01&to=2025-06-30');
  expect((await api.ask('GET', days, { as: lecturer.as })).body.rows).toEqual([]);
  await api.database.courseLecturers.add(courseId, lecturer.id);
  expect((await api.ask('GET', others, { as: lecturer.as })).status).toBe(200);
  const { body } = await api.ask('GET', days, { as: lecturer.as });
  expect(body.totals).toMatchObject({ sessions: 10, present: countOf(own(), 'present') });
});

test('when a session was cancelled, then it counts in no report, and its sheet says so', async () => {
  const student = await addStudent(api.ask);
  const course = await addCourse(api.ask, [student]);
  const session = await addSession(api.ask, course, {
    startsAt: '2024-05-06T09:00',
    endsAt: '2024-05-06T10:00',
  });
  await api.database.sessions.update(session.id, { status: 'cancelled' });
  const days = path('daily-summary', `from=2024-05-06&to=2024-05-06&courseId=${course}`);
  expect((await api.ask('GET', days)).body.rows).toEqual([]);
  const { bytes } = await file('session-sheet', `sessionId=${session.id}&format=pdf`);
  expect((await pdfPages(bytes)).join()).toContain('This session was cancelled');
});

test('when a session is over and not closed yet, then who has no record counts as absent', async () => {
  const students = [await addStudent(api.ask), await addStudent(api.ask)];
  const course = await addCourse(api.ask, students);
  await addSession(api.ask, course, { startsAt: '2024-05-07T09:00', endsAt: '2024-05-07T10:00' });
  const days = path('daily-summary', `from=2024-05-07&to=2024-05-07&courseId=${course}`);
  expect((await api.ask('GET', days)).body.rows).toMatchObject([{ sessions: 1, absent: 2, present: 0 }]);
});

test('when devices and recognition are asked for, then lecturers are refused and readers answered', async () => {
  const lecturer = await addLecturer(api);
  for (const name of ['device-uptime', 'recognition-quality']) {
    const asked = path(name, 'from=2025-02-01&to=2025-02-28');
    expect((await api.ask('GET', asked, { as: lecturer.as })).status).toBe(403);
    expect((await api.ask('GET', asked, { as: 'viewer' })).status).toBe(200);
  }
});

test('when students at risk are reported, then they are those of the list of the same name', async () => {
  const rule = { json: { rule: { minimumPercent: 95 } } };
  expect((await api.ask('PUT', `/v1/courses/${courseId}/rule`, rule)).status).toBeLessThan(300);
  const { body } = await api.ask('GET', path('at-risk', `courseId=${courseId}`));
  const listed = await api.ask('GET', `/v1/at-risk?courseId=${courseId}&limit=200`);
  expect(body.rows.length).toBeGreaterThan(5);
  expect(body.rows.map(({ student_number: number }: { student_number: string }) => number)).toEqual(
    listed.body.items.map(({ student }: { student: { number: string } }) => student.number),
  );
});

test('when a course has more sessions than a page holds, then its PDF is refused and its workbook is not', async () => {
  const plan = planSemester({
    ...{ records: 98, courses: 1, sessions: 49, students: 2, prefix: 'WIDE', seed: 1 },
    ...{ startsOn: '2023-02-06', offsetMinutes: 420 },
  });
  await seedSemester(plan, { url: api.databaseUrl, force: true });
  const courses = await api.ask('GET', '/v1/courses?limit=200');
  const { id } = courses.body.items.find(({ code }: { code: string }) => code === 'WIDE-0');
  expect((await file('course-matrix', `courseId=${id}&format=xlsx`)).status).toBe(200);
  expect((await file('course-matrix', `courseId=${id}&format=pdf`)).status).toBe(422);
  const fewer = await file('course-matrix', `courseId=${id}&format=pdf&to=2023-06-30`);
  expect((await pdfPages(fewer.bytes)).length).toBe(1);
});
