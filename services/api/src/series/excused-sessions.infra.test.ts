import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addRoom, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

test('when somebody has an excuse for a session that the pattern no longer names, then it is cancelled and not removed', async () => {
  const courseId = await addCourse(api.ask);
  const weekly = {
    courseId,
    roomId: await addRoom(api.ask),
    weekdays: [1],
    startsLocal: '09:00',
    endsLocal: '10:40',
    fromOn: '2031-03-03',
    toOn: '2031-03-16',
  };
  const studentId = await addStudent(api.ask);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [studentId] } });
  const { body } = await api.ask('POST', '/v1/series', { json: weekly });
  const [first, second] = await walk(api.ask, `/v1/sessions?courseId=${courseId}`, 50);
  const excuse = async (sessionId: unknown) => {
    const json = { studentId, sessionId, kind: 'sick', reason: 'ill' };
    const { status, body: made } = await api.ask('POST', '/v1/excuses', { json });
    expect(status).toBe(201);
    return made;
  };
  await excuse(first?.id);
  const taken = await excuse(second?.id);
  const withdrawal = { json: { reason: 'recovered' } };
  const { status } = await api.ask('POST', `/v1/excuses/${taken.excuse.id}/withdraw`, withdrawal);
  expect(status).toBe(200);
  const changed = await api.ask('PATCH', `/v1/series/${body.series.id}`, { json: { weekdays: [2] } });
  expect(changed.body.sessions).toMatchObject({ created: 2, removed: 1, cancelled: 1 });
  expect((await api.ask('GET', `/v1/sessions/${first?.id}`)).body.status).toBe('cancelled');
  expect((await api.ask('GET', `/v1/sessions/${second?.id}`)).status).toBe(404);
});
