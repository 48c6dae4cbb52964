import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addCourse, addSession, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

test('when courses are searched, then code, name and semester narrow them, and counts come with them', async () => {
  const { body: semester } = await api.ask('POST', '/v1/semesters', {
    json: { name: '2026', startsOn: '2026-02-02', endsOn: '2026-06-26' },
  });
  const json = { code: 'IF-207', name: 'Graph_theory 100%', semesterId: semester.id };
  const { body: course } = await api.ask('POST', '/v1/courses', { json });
  const studentIds = [await addStudent(api.ask), await addStudent(api.ask)];
  await api.ask('POST', `/v1/courses/${course.id}/roster`, { json: { studentIds } });
  const { id } = await addSession(api.ask, course.id);
  await addSession(api.ask, course.id);
  await api.ask('POST', `/v1/sessions/${id}/cancel`, { json: { reason: 'ill' } });
  const found = async (query: string) => (await api.ask('GET', `/v1/courses?${query}`)).body.items;
  for (const query of ['search=if-2', 'search=theory', `semesterId=${semester.id}`, 'search=100%25']) {
    expect(await found(query)).toMatchObject([{ id: course.id, counts: { students: 2, sessions: 1 } }]);
  }
  expect(await found('search=_')).toHaveLength(1);
  expect(await found('search=nothing')).toEqual([]);
});

test('when students have groups, then a roster is read by group, and groups are counted', async () => {
  const [first = '', second = '', third = ''] = await Promise.all([1, 2, 3].map(() => addStudent(api.ask)));
  const courseId = await addCourse(api.ask, [first, second]);
  const roster = `/v1/courses/${courseId}/roster`;
  expect((await api.ask('PUT', `${roster}/${first}`, { json: { groupName: 'A' } })).body).toEqual({
    courseId,
    studentId: first,
    groupName: 'A',
  });
  const added = await api.ask('POST', roster, { json: { studentIds: [second, third], groupName: 'B' } });
  expect(added.body).toEqual({ added: 1 });
  const inGroup = async (group: string) =>
    (await walk(api.ask, `${roster}?group=${group}`, 1)).map((entry) => entry.student);
  expect(await inGroup('A')).toMatchObject([{ id: first }]);
  expect(await inGroup('B')).toHaveLength(2);
  expect(await inGroup('C')).toEqual([]);
  const groups = `/v1/courses/${courseId}/roster-groups`;
  expect((await api.ask('GET', groups)).body.items).toEqual([
    { name: 'A', students: 1 },
    { name: 'B', students: 2 },
  ]);
  await api.ask('PUT', `${roster}/${first}`, { json: { groupName: null } });
  expect((await api.ask('GET', groups)).body.items[0]).toEqual({ name: null, students: 1 });
  expect((await api.ask('PUT', `${roster}/${nobody}`, { json: { groupName: 'A' } })).status).toBe(404);
  expect((await api.ask('PUT', `${roster}/${first}`, { json: { groupName: ' ' } })).status).toBe(400);
});

test('when a user teaches a course, then she is listed, and taken off she is not', async () => {
  const courseId = await addCourse(api.ask);
  const { id, email } = await addLecturer(api);
  const path = `/v1/courses/${courseId}/lecturers`;
  for (let times = 0; times < 2; times += 1) {
    expect((await api.ask('PUT', `${path}/${id}`, { as: 'staff' })).status).toBe(204);
  }
  expect((await api.ask('GET', path)).body.items).toMatchObject([{ userId: id, email }]);
  expect((await api.ask('GET', `/v1/courses?lecturerId=${id}`)).body.items).toMatchObject([{ id: courseId }]);
  expect((await api.ask('PUT', `${path}/${nobody}`)).body.error.message).toBe('there is no such user');
  expect((await api.ask('PUT', `/v1/courses/${nobody}/lecturers/${id}`)).status).toBe(404);
  expect((await api.ask('DELETE', `${path}/${id}`)).status).toBe(204);
  expect((await api.ask('DELETE', `${path}/${id}`)).status).toBe(404);
  expect((await api.ask('GET', path)).body.items).toEqual([]);
});

test('when a lecturer reads, then own courses, rosters, sessions and series are shown and others refused', async () => {
  const studentId = await addStudent(api.ask);
  const [own, other] = [await addCourse(api.ask, [studentId]), await addCourse(api.ask, [studentId])];
  const sessions = [await addSession(api.ask, own), await addSession(api.ask, other)];
  const { id: userId, as } = await addLecturer(api);
  await api.ask('PUT', `/v1/courses/${own}/lecturers/${userId}`);
  const read = async (path: string) => (await api.ask('GET', path, { as })).body.items;
  expect(await read('/v1/courses')).toMatchObject([{ id: own }]);
  expect(await read('/v1/sessions?from=2025-01-01T00:00')).toMatchObject([{ id: sessions[0]?.id }]);
  expect(await read(`/v1/sessions?courseId=${other}`)).toEqual([]);
  expect(await read('/v1/series')).toEqual([]);
  expect(await read(`/v1/courses/${own}/roster`)).toHaveLength(1);
  for (const path of ['', '/roster', '/roster-groups', '/lecturers']) {
    expect((await api.ask('GET', `/v1/courses/${own}${path}`, { as })).status).toBe(200);
    expect((await api.ask('GET', `/v1/courses/${other}${path}`, { as })).status).toBe(403);
  }
  expect((await api.ask('GET', `/v1/sessions/${sessions[0]?.id}`, { as })).status).toBe(200);
  expect((await api.ask('GET', `/v1/sessions/${sessions[1]?.id}`, { as })).status).toBe(403);
  expect(
    (await api.ask('POST', `/v1/sessions/${sessions[0]?.id}/cancel`, { as, json: { reason: 'x' } })).status,
  ).toBe(403);
  const { as: newcomer } = await addLecturer(api);
  for (const path of ['/v1/courses', '/v1/sessions', '/v1/series']) {
    expect((await api.ask('GET', path, { as: newcomer })).body.items).toEqual([]);
  }
});
