import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addPastSession } from '../testing/past-session.ts';
import { addCourse, addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let lecturer: Awaited<ReturnType<typeof addLecturer>>;
let ownStudent: string;
let guest: string;
let otherStudent: string;
let ownCourse: string;
let otherCourse: string;
beforeAll(async () => {
  api = await startTestApi();
  lecturer = await addLecturer(api);
  ownStudent = await addStudent(api.ask, 'Ayu');
  guest = await addStudent(api.ask, 'Budi');
  otherStudent = await addStudent(api.ask, 'Citra');
  ownCourse = await addCourse(api.ask, [ownStudent, guest]);
  otherCourse = await addCourse(api.ask, [otherStudent, guest]);
  await api.database.courseLecturers.add(ownCourse, lecturer.id);
});
afterAll(() => api.close());

const history = (studentId: string, more = '', as = lecturer.as) =>
  api.ask('GET', `/v1/reports/student-history?studentId=${studentId}${more}`, { as });

test('when a lecturer asks for the history of a student of no own course, then there is no such student, as of one who never was', async () => {
  const other = await history(otherStudent);
  const nobody = await history(randomUUID());
  expect(other.status).toBe(404);
  expect(other.body.error.message).toBe(nobody.body.error.message);
  expect(other.text).not.toContain('Citra');
  expect((await history(otherStudent, `&courseId=${ownCourse}`)).status).toBe(404);
  expect((await history(otherStudent, '&format=pdf')).status).toBe(404);
  expect((await history(otherStudent, '', (await addLecturer(api)).as)).status).toBe(404);
});

test('when the student is on the roster of an own course, or has a record there, then the history is of the own courses', async () => {
  const { id: sessionId } = await addPastSession(api, ownCourse, 200);
  await addPastSession(api, otherCourse, 300);
  expect((await history(ownStudent)).body.rows).toHaveLength(1);
  const marking = { items: [{ studentId: guest, status: 'late' }], reason: 'seen on the list' };
  await api.ask('POST', `/v1/sessions/${sessionId}/attendance`, { json: marking });
  expect(await api.database.rosters.remove(ownCourse, guest)).toBe(true);
  expect((await history(guest)).body.rows).toMatchObject([{ status: 'late' }]);
});

test('when a viewer asks, then every student is there', async () => {
  expect((await history(otherStudent, '', 'viewer')).status).toBe(200);
});

test.each([
  ['attendance', 'from=2026-03-02&to=2026-03-02'],
  ['attendance', 'from=2026-03-02&to=2026-03-02&format=csv'],
  ['attendance', 'from=2026-03-02&to=2026-03-02&format=pdf'],
  ['daily-summary', 'from=2026-03-02&to=2026-03-02'],
  ['course-matrix', ''],
  ['at-risk', ''],
  ['student-history', 'studentId=00000000-0000-7000-8000-000000000000'],
])(
  'when a lecturer asks %s (%s) of a course that is not hers, then the answer does not tell whether there is one',
  async (name, query) => {
    const ask = (courseId: string, as: string) =>
      api.ask('GET', `/v1/reports/${name}?${query}&courseId=${courseId}`.replace('?&', '?'), { as });
    const [foreign, none] = [await ask(otherCourse, lecturer.as), await ask(randomUUID(), lecturer.as)];
    expect([foreign.status, none.status]).toEqual([403, 403]);
    expect(none.body.error.message).toBe(foreign.body.error.message);
    expect((await ask(randomUUID(), 'staff')).status).toBe(404);
  },
);
