import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let siti: string;
let courseId: string;
let sessionId: string;
let lecturer: Awaited<ReturnType<typeof addLecturer>>;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
  siti = await addStudent(api.ask);
  await giveConsent(api.ask, siti);
  courseId = await addCourse(api.ask, [siti]);
  sessionId = (await addSession(api.ask, courseId)).id;
  lecturer = await addLecturer(api);
  await api.database.courseLecturers.add(courseId, lecturer.id);
});
afterAll(() => api.close());

const read = (studentId: string, as = lecturer.as) =>
  api.ask('GET', `/v1/sessions/${sessionId}/attendance/${studentId}`, { as });

test('when a lecturer asks for a student of other courses, then it is as if there were none', async () => {
  const other = await addStudent(api.ask, 'Budi');
  const refused = await read(other);
  expect(refused.status).toBe(404);
  expect(refused.text).not.toContain('Budi');
  const missing = await read('00000000-0000-7000-8000-000000000000');
  expect(refused.body.error).toEqual(missing.body.error);
  expect((await read(other, 'staff')).status).toBe(200);
});

test('when a student has left the roster, then the lecturer still reads the record', async () => {
  const left = await addStudent(api.ask);
  await giveConsent(api.ask, left);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [left] } });
  await see(api.database, { sessionId, deviceId: 'door', studentId: left, at: '2025-03-03T02:05:00Z' });
  await api.ask('DELETE', `/v1/courses/${courseId}/roster/${left}`);
  const { status, body } = await read(left);
  expect(status).toBe(200);
  expect(body.record).toMatchObject({ status: 'present' });
});

test('when an excuse speaks of every course, then a lecturer does not read it, and no e-mail address', async () => {
  await api.ask('PATCH', `/v1/students/${siti}`, { json: { email: 'siti@campus.example' } });
  const span = { studentId: siti, kind: 'sick', from: '2025-03-03', to: '2025-03-03' };
  await api.ask('POST', '/v1/excuses', { json: { ...span, reason: 'surgery' } });
  await api.ask('POST', '/v1/excuses', { json: { ...span, reason: 'a field trip', courseId } });
  const { body, text } = await read(siti);
  expect(body.excuses).toMatchObject([{ reason: 'a field trip' }]);
  expect(text).not.toMatch(/surgery|siti@campus/);
  expect((await read(siti, 'staff')).body.excuses).toHaveLength(2);
});
