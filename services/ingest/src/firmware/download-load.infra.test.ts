import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { FIRMWARE_PATH, MAX_FIRMWARE_BYTES, type SignedFields } from '@hadir/contracts';
import type { FirmwareRelease } from '@hadir/db';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { downloadHeaders, downloadUrl, publishRelease } from '../testing/firmware.ts';
import { makeJpeg } from '../testing/jpeg.ts';
import { sendFrame } from '../testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';

const image = randomBytes(MAX_FIRMWARE_BYTES);

let ingest: TestIngest;
/** A process that has not read the image yet. */
let fresh: Awaited<ReturnType<TestIngest['startAnother']>>;
let release: FirmwareRelease;
let devices: readonly AddedDevice[];

beforeAll(async () => {
  ingest = await startTestIngest();
  devices = await Promise.all(Array.from({ length: 5 }, () => ingest.addDevice()));
  release = await publishRelease(ingest, { version: '1.0.0', image });
});
afterAll(() => ingest.stop());

beforeEach(async () => {
  fresh = await ingest.startAnother();
  await waitFor('the releases', async () => (await get(device(0), { sha256: 'none' })).status === 404);
});
afterEach(async () => {
  await ingest.databaseWire.mend();
  await fresh.close();
});

function device(at: number): AddedDevice {
  return devices[at] as AddedDevice;
}

async function get(
  by: AddedDevice,
  {
    sha256 = release.sha256,
    signal = undefined as AbortSignal | undefined,
    headers = downloadHeaders(by, sha256),
  } = {},
) {
  const response = await fetch(downloadUrl(fresh, sha256), { headers, ...(signal && { signal }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${fresh.port}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`hadir_${name}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Four devices ask while the image cannot be read, so that all places are taken. */
async function askByFour() {
  ingest.databaseWire.freeze();
  const aborts = [0, 1, 2, 3].map(() => new AbortController());
  const answers = aborts.map(({ signal }, at) => get(device(at), { signal }));
  // Who awaits them hears of a failure; those that a test aborts before that are no fault of the process.
  for (const answer of answers) answer.catch(() => undefined);
  await waitFor('four downloads', async () => (await metric('ingest_downloads{')) === 4);
  return { aborts, answers };
}

test('when four devices get the image, then a fifth is to come back, and frames go on', async () => {
  const { answers } = await askByFour();
  const refused = await get(device(4));
  expect(refused.status).toBe(503);
  expect(JSON.parse(String(refused.bytes))).toMatchObject({ error: { code: 'downloads' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(10);
  const frames = ingest.url.replace(String(ingest.port), String(fresh.port));
  expect((await sendFrame(frames, device(4), makeJpeg())).status).toBe(202);
  await ingest.databaseWire.mend();
  for (const answered of await Promise.all(answers)) expect(answered.bytes.equals(image)).toBe(true);
  expect((await get(device(4))).bytes.equals(image)).toBe(true);
  expect(await metric('ingest_downloads_total{end="whole"')).toBe(5);
});

test('when a client hangs up, then its place is free', async () => {
  const { aborts, answers } = await askByFour();
  aborts[0]?.abort();
  await waitFor('a free place', async () => (await metric('ingest_downloads{')) === 3);
  const fifth = get(device(4));
  await ingest.databaseWire.mend();
  expect((await fifth).bytes.equals(image)).toBe(true);
  expect((await Promise.all(answers.slice(1))).map(({ status }) => status)).toEqual([200, 200, 200]);
  await expect(answers[0]).rejects.toThrow(/abort/i);
  await waitFor('the note of it', async () => (await metric('ingest_downloads_total{end="aborted"')) === 1);
});

test('when a device asks again while its former answer hangs, then it takes that place over', async () => {
  const { answers } = await askByFour();
  const again = get(device(1));
  await expect(answers[1]).rejects.toThrow();
  expect(await metric('ingest_downloads{')).toBe(4);
  await ingest.databaseWire.mend();
  expect((await again).bytes.equals(image)).toBe(true);
});

test('when a copy of a request or an older one comes during its download, then it is refused and ends nothing', async () => {
  const older = downloadHeaders(device(0), release.sha256);
  const headers = downloadHeaders(device(0), release.sha256);
  ingest.databaseWire.freeze();
  const real = get(device(0), { headers });
  await waitFor('the download', async () => (await metric('ingest_downloads{')) === 1);
  for (const copy of [headers, older]) {
    const refused = await get(device(0), { headers: copy });
    expect([refused.status, JSON.parse(String(refused.bytes)).error.code]).toEqual([409, 'under-way']);
  }
  await ingest.databaseWire.mend();
  expect((await real).bytes.equals(image)).toBe(true);
});

/** A connection on which a device asks for the image so many times at once, and reads nothing. */
async function askOnWire(by: AddedDevice, times: number, fields: Partial<SignedFields> = {}) {
  const socket = connect(fresh.port, '127.0.0.1');
  await once(socket, 'connect');
  for (let count = 0; count < times; count += 1) {
    const headers = Object.entries(downloadHeaders(by, release.sha256, fields));
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`GET ${FIRMWARE_PATH}${release.sha256} HTTP/1.1\r\nHost: ingest\r\n${lines}\r\n`);
  }
  return socket;
}

test('when clients hang up before their request was looked at, then no place stays taken', async () => {
  await ingest.redis.call('CLIENT', 'PAUSE', '1000', 'ALL');
  for (const at of [0, 1, 2, 3]) {
    const socket = await askOnWire(device(at), 1, { capturedAt: 0 });
    socket.end().destroySoon();
  }
  await waitFor('the end of all', async () => (await metric('ingest_downloads_total{end="aborted"')) === 4);
  expect(await metric('ingest_downloads{')).toBe(0);
  expect((await get(device(4))).bytes.equals(image)).toBe(true);
});

test('when requests come at once on one connection, then their place is free at its end', async () => {
  ingest.databaseWire.freeze();
  const socket = await askOnWire(device(0), 3);
  await waitFor('the download', async () => (await metric('ingest_downloads{')) === 1);
  socket.destroy();
  await waitFor('the free place', async () => (await metric('ingest_downloads{')) === 0);
});

test('when ingest stops, then it does not wait for downloads', async () => {
  const { answers } = await askByFour();
  const begun = performance.now();
  const closed = fresh.close();
  const ended = await Promise.allSettled(answers);
  expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  expect(performance.now() - begun).toBeLessThan(3000);
  await ingest.databaseWire.mend();
  await closed;
  fresh = await ingest.startAnother();
});

test('when the database is away, then an image in memory is given, but not while releases are unknown', async () => {
  expect((await get(device(0))).status).toBe(200);
  await ingest.databaseWire.cut();
  expect((await get(device(0))).bytes.equals(image)).toBe(true);
  await publishRelease(ingest, { version: '0.9.0' });
  const refused = await waitFor('the refusal', async () => {
    const answered = await get(device(0));
    return answered.status === 503 ? answered : undefined;
  });
  expect(JSON.parse(String(refused.bytes))).toMatchObject({ error: { code: 'database-unavailable' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
});
