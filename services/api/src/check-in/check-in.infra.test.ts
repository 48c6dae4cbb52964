import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addSession, addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const minutes = (from: number): string => new Date(Date.now() + from * 60_000).toISOString();
const linkOf = async (studentId: string): Promise<string> => {
  const { body } = await api.ask('POST', `/v1/students/${studentId}/link`, { json: {} });
  return `Bearer ${body.token}`;
};
const checkIn = async (studentId: string, code: string) =>
  api.ask('POST', '/v1/me/check-in', { as: await linkOf(studentId), json: { code } });
const codeOf = (sessionId: string) => api.ask('GET', `/v1/sessions/${sessionId}/check-in-code`);
const classNow = async (studentIds: string[], from = -5, to = 60) => {
  const courseId = await addCourse(api.ask, studentIds);
  return addSession(api.ask, courseId, { startsAt: minutes(from), endsAt: minutes(to) });
};
const recordsOf = async (sessionId: string) =>
  (await api.ask('GET', `/v1/sessions/${sessionId}/attendance`)).body.items;

test('when a student without consent scans the code, then the record is there once, with its cause and event', async () => {
  const id = await addStudent(api.ask);
  const session = await classNow([id]);
  const shown = await codeOf(session.id);
  expect(shown.status).toBe(200);
  expect(shown.body.svg).toContain('<svg');
  expect(shown.body.url.endsWith(`/check-in#${shown.body.code}`)).toBe(true);
  const first = await checkIn(id, shown.body.url);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    result: 'checked-in',
    status: 'present',
    statusSource: 'check-in',
    session: { id: session.id },
  });
  expect((await checkIn(id, shown.body.code)).body).toMatchObject({ result: 'already', status: 'present' });
  const { items } = await api.database.attendanceChanges.list({ sessionId: session.id });
  expect(items).toMatchObject([
    {
      cause: 'check-in',
      actor: `student:${id}`,
      beforeStatus: null,
      afterStatus: 'present',
      afterSource: 'check-in',
    },
  ]);
  expect(await recordsOf(session.id)).toHaveLength(1);
});

test('when a student scans after the late limit, then the record is late', async () => {
  const id = await addStudent(api.ask);
  const session = await classNow([id], -20);
  expect((await checkIn(id, (await codeOf(session.id)).body.code)).body.status).toBe('late');
});

test('when somebody else’s session, an old code or a made-up one is sent, then each is refused with its reason', async () => {
  const [id, other] = [await addStudent(api.ask), await addStudent(api.ask)];
  const session = await classNow([id]);
  const { code } = (await codeOf(session.id)).body;
  const reasonOf = ({ status, body }: Awaited<ReturnType<typeof checkIn>>) => [status, body.error.code];
  expect(reasonOf(await checkIn(other, code))).toEqual([403, 'not-on-roster']);
  const old = api.checkInCodes.at(session.id, new Date(Date.now() - 30_000));
  expect(reasonOf(await checkIn(id, old.code))).toEqual([422, 'code-expired']);
  expect(reasonOf(await checkIn(id, 'https://hadir.example/check-in#abc'))).toEqual([422, 'code-unknown']);
  expect((await recordsOf(session.id)).map(({ record }: { record: unknown }) => record)).toEqual([null]);
});

test('when the session is not open or cancelled, then there is no code, and one that was made does not count', async () => {
  const id = await addStudent(api.ask);
  for (const [from, to] of [
    [60, 120],
    [-120, -60],
  ] as const) {
    const session = await classNow([id], from, to);
    expect((await codeOf(session.id)).body.error.code).toBe('session-not-open');
    const { code } = api.checkInCodes.at(session.id, new Date());
    expect((await checkIn(id, code)).body.error.code).toBe('session-not-open');
  }
});

test('when staff have set the record by hand, then a code leaves it as it is', async () => {
  const id = await addStudent(api.ask);
  const session = await classNow([id]);
  const json = { status: 'excused', reason: 'ill' };
  await api.ask('PUT', `/v1/sessions/${session.id}/attendance/${id}`, { json });
  const { code } = (await codeOf(session.id)).body;
  expect((await checkIn(id, code)).body).toMatchObject({ result: 'already', status: 'excused' });
});

test('when a student sends many codes, then they are slowed down', async () => {
  const as = await linkOf(await addStudent(api.ask));
  const statuses = await Promise.all(
    Array.from({ length: 22 }, async () => {
      const { status } = await api.ask('POST', '/v1/me/check-in', { as, json: { code: 'x' } });
      return status;
    }),
  );
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});

test('when who may not show codes asks for one, then it is refused', async () => {
  const id = await addStudent(api.ask);
  const session = await classNow([id]);
  const path = `/v1/sessions/${session.id}/check-in-code`;
  expect((await api.ask('GET', path, { as: 'viewer' })).status).toBe(403);
  expect((await api.ask('GET', path, { as: await linkOf(id) })).status).toBe(403);
  expect((await codeOf('00000000-0000-7000-8000-000000000000')).status).toBe(404);
});
