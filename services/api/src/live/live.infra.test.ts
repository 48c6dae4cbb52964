import { randomUUID } from 'node:crypto';
import type { LiveEvent } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { createOutcomes, KEPT_LIVE_EVENTS } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followLive } from '../testing/follow-live.ts';
import { addCourse, addSession } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let sessionId: string;
let roomId: string;
const studentId = '00000000-0000-7000-8000-00000000000a';

beforeAll(async () => {
  api = await startTestApi();
  ({ id: sessionId, roomId } = await addSession(api.ask, await addCourse(api.ask)));
  await api.ask('POST', '/v1/devices', { json: { id: 'live-door', name: 'Door', roomId } });
});
afterAll(() => api.close());

type Page = Awaited<ReturnType<typeof followLive>>;

const watch = (path = `/v1/sessions/${sessionId}/live`, after?: string) =>
  followLive(api.url + path, { key: api.keys.viewer, after });

const marked = (of: string, status: 'present' | 'late' = 'present'): LiveEvent => ({
  type: 'attendance',
  sessionId: of,
  studentId,
  status,
  source: 'manual',
});

/** Events of this session that are not from the queue, which may come at any time. */
const marksOf = (page: Page) => page.of('attendance').filter((event) => event.sessionId === sessionId);

test('when a session is watched, then its events come, in order, and those of others do not', async () => {
  const page = await watch();
  expect(page.headers.get('content-type')).toContain('text/event-stream');
  expect(page.headers.get('cache-control')).toBe('no-store');
  await api.live.publish(marked(randomUUID()));
  await api.live.publish(marked(sessionId, 'late'));
  await api.live.publish({ type: 'device', deviceId: 'elsewhere', state: 'offline', lastSeenAt: null });
  await api.live.publish({ type: 'device', deviceId: 'live-door', state: 'offline', lastSeenAt: null });
  await api.live.publish(marked(sessionId));
  await waitFor('two marks', () => marksOf(page).length === 2);
  expect(page.of('attendance').map(({ status }) => status)).toEqual(['late', 'present']);
  expect(page.of('device').map(({ deviceId }) => deviceId)).toEqual(['live-door']);
  await page.close();
});

test('when a matcher publishes an outcome, then the page of its session sees the faces', async () => {
  const page = await watch();
  const at = new Date().toISOString();
  const outcome = {
    frameId: 'live-door-0000000000000000-1',
    deviceId: 'live-door',
    sessionId,
    capturedAt: at,
    receivedAt: at,
    decidedAt: at,
    dropped: null,
    faces: [{ faceNumber: 0, status: 'present' as const, studentId, score: 7, threshold: 4 }],
  };
  await createOutcomes(api.redis).publish({ ...outcome, sessionId: randomUUID() });
  await createOutcomes(api.redis).publish(outcome);
  await waitFor('the outcome', () => page.of('outcome').length > 0);
  expect(page.of('outcome')).toEqual([{ type: 'outcome', outcome }]);
  await page.close();
});

test('when a page comes back with the last id it has, then it sees each event that it missed once', async () => {
  const first = await watch();
  await api.live.publish(marked(sessionId));
  await waitFor('a mark', () => marksOf(first).length === 1);
  await first.close();
  for (let missed = 0; missed < 5; missed += 1) await api.live.publish(marked(sessionId, 'late'));
  const second = await watch(undefined, first.lastId());
  await api.live.publish(marked(sessionId));
  await waitFor('what was missed and what came', () => marksOf(second).length === 6);
  expect(marksOf(second).map(({ status }) => status)).toEqual([...Array(5).fill('late'), 'present']);
  const ids = second.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(second.of('missed')).toEqual([]);
  await second.close();
});

test('when what a page missed is not kept any more, then it is told to read again', async () => {
  const page = await watch(undefined, '1000-0');
  await waitFor('the advice', () => page.of('missed').length === 1);
  await page.close();
});

test('when very many events come, then the oldest are let go', async () => {
  const pipeline = api.redis.pipeline();
  const text = JSON.stringify(marked(randomUUID()));
  for (let made = 0; made < KEPT_LIVE_EVENTS + 500; made += 1) {
    pipeline.xadd('hadir:live', '*', 'event', text);
  }
  await pipeline.exec();
  await api.live.publish(marked(randomUUID()));
  // Trimmed by whole nodes of the stream, a hundred entries each.
  expect(await api.redis.xlen('hadir:live')).toBeLessThan(KEPT_LIVE_EVENTS + 200);
});

test('when another version wrote what this one does not know, then the rest still comes', async () => {
  const page = await watch();
  await api.redis.xadd('hadir:live', '*', 'event', JSON.stringify({ type: 'from-the-future' }));
  await api.live.publish(marked(sessionId));
  await waitFor('the mark', () => marksOf(page).length === 1);
  await page.close();
});

test('when an id is none of ours, or nobody is there to see, then the refusal says so', async () => {
  const answer = await api.ask('GET', '/v1/live', { headers: { 'last-event-id': 'yesterday' } });
  expect(answer).toMatchObject({ status: 400, body: { error: { field: 'last-event-id' } } });
  expect((await watch(`/v1/sessions/${randomUUID()}/live`)).status).toBe(404);
  expect((await followLive(`${api.url}/v1/live`, { key: 'hak_none' })).status).toBe(401);
});

test('when one key opens more streams than it may, then it is refused and told when to come back', async () => {
  const key = api.keys.staff;
  const pages = await Promise.all(
    Array.from({ length: 20 }, () => followLive(`${api.url}/v1/live`, { key })),
  );
  const refused = await api.ask('GET', '/v1/live', { as: 'staff' });
  expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too-many-requests' } } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await Promise.all(pages.map((page) => page.close()));
  const again = await waitFor('a place', async () => {
    const page = await followLive(`${api.url}/v1/live`, { key });
    return page.status === 200 && page;
  });
  await again.close();
});

test('when the api closes, then the pages are let go and the server closes with them', async () => {
  const other = await startTestApi();
  const page = await followLive(`${other.url}/v1/live`, { key: other.keys.staff });
  await other.close();
  await page.ended;
  expect(page.events[0]?.event).toBe('ready');
});
