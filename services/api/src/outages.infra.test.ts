import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from './testing/browser.ts';
import { openLine } from './testing/cut-line.ts';
import { formOf, photo } from './testing/photos.ts';
import { addCourse, addStudent, giveConsent } from './testing/seed.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';
import { addUser, PASSWORD } from './testing/users.ts';

type Line = Awaited<ReturnType<typeof openLine>>;
let api: TestApi;
let redis: Line;
let database: Line;
beforeAll(async () => {
  api = await startTestApi({
    through: async (urls) => {
      redis = await openLine(urls.redis);
      database = await openLine(urls.database);
      return { redis: redis.url, database: database.url };
    },
  });
});
afterAll(async () => {
  redis.mend();
  database.mend();
  await api.close();
  redis.close();
  database.close();
});

const ready = async () => (await api.ask('GET', '/readyz')).body.checks;

test('when Redis is away, then reading and writing go on, and only an enrolment is refused before it is read', async () => {
  const id = await addStudent(api.ask);
  await giveConsent(api.ask, id);
  redis.cut();
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ redis: 'unavailable', database: 'ok' });
  expect((await api.ask('GET', `/v1/students/${id}`)).status).toBe(200);
  const courseId = await addCourse(api.ask, [id]);
  expect((await api.ask('GET', `/v1/courses/${courseId}/roster`)).body.items).toHaveLength(1);
  const refused = await api.ask('POST', `/v1/students/${id}/enrolments`, { form: formOf(photo()) });
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await api.ask('GET', `/v1/enrolments?studentId=${id}`)).body.items).toEqual([]);
  expect((await api.objects.list(`students/${id}/`, { limit: 1 })).keys).toEqual([]);
  redis.mend();
  await expect.poll(ready, { timeout: 20_000 }).toEqual({ redis: 'ok', database: 'ok' });
  expect((await api.ask('POST', `/v1/students/${id}/enrolments`, { form: formOf(photo()) })).status).toBe(
    202,
  );
});

test('when Redis is away, then nobody signs in with a password, and who is signed in goes on', async () => {
  const user = await addUser(api.database);
  const page = createBrowser(api.ask);
  await page.signIn(user.email, PASSWORD);
  redis.cut();
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ redis: 'unavailable', database: 'ok' });
  const refused = await createBrowser(api.ask).signIn(user.email, PASSWORD);
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
  expect(refused.headers.getSetCookie()).toEqual([]);
  expect((await page.get('/v1/session')).status).toBe(200);
  expect((await page.post('/v1/sign-out')).status).toBe(204);
  redis.mend();
  await expect.poll(ready, { timeout: 20_000 }).toEqual({ redis: 'ok', database: 'ok' });
  expect((await page.signIn(user.email, PASSWORD)).status).toBe(200);
});

test('when the database is away, then every route says so with Retry-After, and works again once it is back', async () => {
  const { body: room } = await api.ask('POST', '/v1/rooms', { json: { name: 'Outage' } });
  database.cut();
  await expect.poll(ready, { timeout: 20_000 }).toEqual({ redis: 'ok', database: 'unavailable' });
  expect((await api.ask('GET', '/healthz')).status).toBe(200);
  for (const [method, path, json] of [
    ['GET', `/v1/rooms/${room.id}`],
    ['POST', '/v1/rooms', { name: 'Another' }],
    ['GET', '/v1/reports/attendance?from=2025-01-01&to=2025-12-31'],
  ] as const) {
    const answer = await api.ask(method, path, { json });
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN/);
  }
  database.mend();
  await expect.poll(ready, { timeout: 20_000 }).toEqual({ redis: 'ok', database: 'ok' });
  expect((await api.ask('GET', `/v1/rooms/${room.id}`)).status).toBe(200);
});
