import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addCourse, addRoom, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let studentId: string;
let courses: string[];
let rooms: string[];
const ids: Record<string, string> = {};
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
  studentId = await addStudent(api.ask);
  const other = await addStudent(api.ask);
  courses = [
    await addCourse(api.ask, [studentId, other]),
    await addCourse(api.ask, [studentId]),
    await addCourse(api.ask, [await addStudent(api.ask)]),
  ];
  rooms = [await addRoom(api.ask), await addRoom(api.ask)];
  await hold('first', 0, 0, '09:00', '10:00');
  await hold('other room, same student', 1, 1, '09:30', '10:30');
  await hold('same room, other students', 2, 0, '09:59', '11:00');
  await hold('right after', 1, 0, '11:00', '12:00');
  await hold('cancelled', 1, 0, '09:00', '10:00');
  await api.ask('POST', `/v1/sessions/${ids.cancelled}/cancel`, { json: { reason: 'ill' } });
});
afterAll(() => api.close());

async function hold(name: string, course: number, room: number, from: string, to: string): Promise<void> {
  const json = {
    courseId: courses[course],
    roomId: rooms[room],
    startsAt: `2031-03-03T${from}`,
    endsAt: `2031-03-03T${to}`,
    allowOverlap: true,
  };
  ids[name] = (await api.ask('POST', '/v1/sessions', { json })).body.id;
}
const conflicts = (query = '') => walk(api.ask, `/v1/conflicts?from=2031-03-01&to=2031-03-31&${query}`, 1);
const pairOf = ({ sessions }: Record<string, unknown>) => (sessions as { id: string }[]).map(({ id }) => id);

test('when rooms and students have two sessions at once, then each pair is listed once, page by page', async () => {
  const all = await conflicts();
  expect(all.map((each) => [each.kind, ...pairOf(each)])).toEqual(
    expect.arrayContaining([
      ['students', ids.first, ids['other room, same student']],
      ['room', ids.first, ids['same room, other students']],
    ]),
  );
  expect(all).toHaveLength(2);
  expect(all.find(({ kind }) => kind === 'students')?.students).toMatchObject({
    count: 1,
    items: [{ id: studentId }],
  });
  expect(await conflicts('kind=room')).toHaveLength(1);
  expect(await conflicts(`courseId=${courses[1]}`)).toHaveLength(1);
  expect(await walk(api.ask, '/v1/conflicts', 10)).toEqual([]);
});

test('when a lecturer looks, then only conflicts of own courses are shown', async () => {
  const { id, as } = await addLecturer(api);
  const read = async (query = '') =>
    (await api.ask('GET', `/v1/conflicts?from=2031-03-01&to=2031-03-31${query}`, { as })).body.items;
  expect(await read()).toEqual([]);
  await api.ask('PUT', `/v1/courses/${courses[2]}/lecturers/${id}`);
  expect(await read()).toMatchObject([{ kind: 'room' }]);
  expect(await read(`&courseId=${courses[1]}`)).toEqual([]);
});

test('when the span is the wrong way round or too long, then 400 names it', async () => {
  for (const days of ['from=2031-03-02&to=2031-03-01', 'from=2031-01-01&to=2031-04-01', 'from=soon']) {
    expect((await api.ask('GET', `/v1/conflicts?${days}`)).status).toBe(400);
  }
});

test('when a student is seen in one of two sessions at once, then it is marked there and in the other it is not', async () => {
  const [one, other] = [ids.first ?? '', ids['other room, same student'] ?? ''];
  await api.database.attendance.setManual(one, studentId, 'present', 'test');
  const recordsOf = async (id: string) =>
    (await walk(api.ask, `/v1/sessions/${id}/attendance`, 50)).map(({ record }) => record);
  expect(await recordsOf(one)).toContainEqual(expect.objectContaining({ status: 'present' }));
  expect(await recordsOf(other)).toEqual([null]);
});

test('when two sessions overlap over the first midnight of the span, then their conflict belongs to the day of the later start', async () => {
  const room = await addRoom(api.ask);
  const hold = async (course: number, startsAt: string, endsAt: string) => {
    const json = { courseId: courses[course], roomId: room, startsAt, endsAt, allowOverlap: true };
    return (await api.ask('POST', '/v1/sessions', { json })).body.id;
  };
  const night = await hold(0, '2031-05-01T23:00', '2031-05-02T01:00');
  const early = await hold(2, '2031-05-02T00:30', '2031-05-02T02:00');
  await hold(0, '2031-05-01T22:00', '2031-05-01T23:30');
  const on = async (day: string) =>
    (await walk(api.ask, `/v1/conflicts?from=${day}&to=${day}&kind=room`, 1)).map(pairOf);
  expect(await on('2031-05-02')).toEqual([[night, early]]);
  expect(await on('2031-05-01')).toHaveLength(1);
  expect(await on('2031-05-03')).toEqual([]);
});
