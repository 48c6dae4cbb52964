import { randomBytes } from 'node:crypto';
import { waitFor } from '@hadir/local-stack/testing';
import { createDeviceHealth, type DeviceHealth } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, send, sendFrame } from './testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;
let health: DeviceHealth;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000' });
  health = createDeviceHealth(ingest.redis);
});
afterAll(() => ingest.stop());

const body = makeJpeg();

async function trafficOf(device: AddedDevice) {
  const [traffic] = await health.traffic([device.id], 2, Date.now());
  return traffic;
}

async function vitalsOf(device: AddedDevice) {
  const [vitals] = await health.vitals([device.id]);
  return vitals;
}

test('when a device sends, then what it says of itself and what became of its frames can be read', async () => {
  const device = await ingest.addDevice();
  const advisory = {
    'x-firmware': '1.4.2',
    'x-rssi': '-71',
    'x-heap-min': '34012',
    'x-dropped': '3',
    'x-reset-reason': 'brownout',
  };
  const fields = freshFields(device, body, { capturedAt: Date.now() - 42_000 });
  expect((await send(ingest.url, { ...headersOf(device, fields), ...advisory }, body)).status).toBe(202);
  for (let sent = 0; sent < 4; sent += 1) {
    const again = freshFields(device, body, { capturedAt: Date.now() - 42_000 });
    await send(ingest.url, { ...headersOf(device, again), ...advisory }, body);
  }
  const traffic = await waitFor('five frames', async () => {
    const seen = await trafficOf(device);
    return seen?.taken === 5 && seen;
  });
  expect(traffic.refused).toEqual({});
  const vitals = await vitalsOf(device);
  expect(vitals).toMatchObject({
    firmware: '1.4.2',
    rssiDbm: -71,
    heapMinBytes: 34_012,
    droppedFrames: 3,
    resetReason: 'brownout',
  });
  expect(vitals?.clockSkewMs).toBeLessThan(-41_000);
  expect(vitals?.clockSkewMs).toBeGreaterThan(-60_000);
});

test('when uploads are refused, then they are counted by reason, and a wrong clock can be read', async () => {
  const device = await ingest.addDevice();
  const hourAhead = await sendFrame(ingest.url, device, body, { capturedAt: Date.now() + 3_600_000 });
  expect(hourAhead.error?.code).toBe('clock-skew');
  const broken = makeJpeg().subarray(0, 300);
  await sendFrame(ingest.url, device, broken);
  await sendFrame(ingest.url, device, broken);
  await waitFor('three refusals', async () => {
    const { refused = {} } = (await trafficOf(device)) ?? {};
    return refused['clock-skew'] === 1 && refused.truncated === 2;
  });
  expect((await vitalsOf(device))?.clockSkewMs).toBeLessThan(10_000);
});

test('when somebody without the key claims to be a device, then its vitals stay, and a made-up id leaves nothing', async () => {
  const device = await ingest.addDevice();
  const thief = { id: device.id, key: randomBytes(32) };
  const nobody = { id: 'cam-made-up', key: randomBytes(32) };
  const claim = (by: AddedDevice) =>
    send(ingest.url, { ...headersOf(by, freshFields(by, body)), 'x-rssi': '-1' }, body);
  expect((await claim(thief)).error?.code).toBe('bad-signature');
  expect((await claim(nobody)).error?.code).toBe('unknown-device');
  await waitFor('the refusal', async () => (await trafficOf(device))?.refused['bad-signature'] === 1);
  expect(await vitalsOf(device)).toBeUndefined();
  expect(await trafficOf(nobody)).toEqual({ taken: 0, refused: {} });
});

test('when ingest closes, then what it gathered last is passed on', async () => {
  const device = await ingest.addDevice();
  const another = await ingest.startAnother();
  await sendFrame(`http://127.0.0.1:${another.port}/v1/frames`, device, body);
  await another.close();
  expect(await trafficOf(device)).toEqual({ taken: 1, refused: {} });
});
