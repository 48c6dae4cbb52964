import { EXPRESSION_NOTICE } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addSession } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

test('when expressions are not counted, then the route says how they could be, and when they are, then few stay unseen', async () => {
  const { id } = await addSession(api.ask, await addCourse(api.ask));
  const path = `/v1/sessions/${id}/expression`;
  const off = await api.ask('GET', path, { as: 'staff' });
  expect(off).toMatchObject({ status: 409, body: { error: { code: 'expression-off' } } });
  const { version } = (await api.ask('GET', '/v1/settings')).body;
  const expression = { enabled: true, acknowledgement: EXPRESSION_NOTICE };
  await api.ask('PUT', '/v1/settings', { json: { version, expression } });
  for (let made = 0; made < 5; made += 1) await api.database.expressionCounts.increment(id, 'neutral');
  for (let made = 0; made < 4; made += 1) await api.database.expressionCounts.increment(id, 'happy');
  const { body } = await api.ask('GET', path, { as: 'staff' });
  const counts = { happy: null, neutral: 5, 'eyes-closed': null };
  expect(body).toEqual({ sessionId: id, counts, leastShown: 5 });
  expect((await api.ask('GET', path, { as: 'viewer' })).status).toBe(403);
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await api.ask('GET', `/v1/sessions/${nobody}/expression`)).status).toBe(404);
});
