import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, send, sendFrame } from './testing/send-frame.ts';
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
});
afterAll(() => ingest.stop());

beforeEach(async () => {
  await Promise.all([ingest.redisWire.mend(), ingest.databaseWire.mend()]);
  await waitFor('ingest to be ready', async () => (await readyz()).status === 200);
});

const readyz = async (): Promise<Response> => fetch(ingest.url.replace('/v1/frames', '/readyz'));

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly tookMs: number }> {
  const start = performance.now();
  const value = await work();
  return { value, tookMs: performance.now() - start };
}

test('when Redis is away, then frames are 503 with Retry-After at once and taken again when it is back', async () => {
  const device = await ingest.addDevice();
  expect((await sendFrame(ingest.url, device, makeJpeg())).status).toBe(202);
  await ingest.redisWire.cut();
  const body = makeJpeg();
  const fields = freshFields(device, body);
  const refused = await timed(() => send(ingest.url, headersOf(device, fields), body));
  expect(refused.value).toMatchObject({ status: 503, error: { code: 'redis-unavailable' } });
  expect(Number(refused.value.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(refused.tookMs).toBeLessThan(1000);
  expect((await readyz()).status).toBe(503);
  await ingest.redisWire.mend();
  await waitFor('Redis', async () => (await readyz()).status === 200);
  expect((await send(ingest.url, headersOf(device, fields), body)).status).toBe(202);
});

test('when Redis hangs, then frames are 503 within the time a command may take', async () => {
  const device = await ingest.addDevice();
  expect((await sendFrame(ingest.url, device, makeJpeg())).status).toBe(202);
  ingest.redisWire.freeze();
  const refused = await timed(() => sendFrame(ingest.url, device, makeJpeg()));
  expect(refused.value).toMatchObject({ status: 503, error: { code: 'redis-unavailable' } });
  expect(refused.tookMs).toBeLessThan(4000);
});

test('when the database is away, then devices that are known are served and others are 503, not 401', async () => {
  const [known, unknown] = [await ingest.addDevice(), await ingest.addDevice()];
  expect((await sendFrame(ingest.url, known, makeJpeg())).status).toBe(202);
  await ingest.databaseWire.cut();
  expect((await sendFrame(ingest.url, known, makeJpeg())).status).toBe(202);
  const refused = await sendFrame(ingest.url, unknown, makeJpeg());
  expect(refused).toMatchObject({ status: 503, error: { code: 'database-unavailable' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  const ready = await readyz();
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: 'ok', checks: { redis: 'ok', database: 'unavailable' } },
  ]);
});

test('when the database hangs, then an unknown device is 503 within two seconds', async () => {
  const unknown = await ingest.addDevice();
  ingest.databaseWire.freeze();
  const refused = await timed(() => sendFrame(ingest.url, unknown, makeJpeg()));
  expect(refused.value).toMatchObject({ status: 503, error: { code: 'database-unavailable' } });
  expect(refused.tookMs).toBeLessThan(2500);
});

test('when the database goes away after a start, then devices that were there at the start are served', async () => {
  const device = await ingest.addDevice();
  const another = await ingest.startAnother();
  await ingest.databaseWire.cut();
  const url = ingest.url.replace(String(ingest.port), String(another.port));
  expect((await sendFrame(url, device, makeJpeg())).status).toBe(202);
  await another.close();
});
