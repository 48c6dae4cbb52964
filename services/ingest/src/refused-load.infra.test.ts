import { once } from 'node:events';
import { connect } from 'node:net';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, sendFrame } from './testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;
let device: AddedDevice;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_BODY_TIMEOUT_MS: '400', INGEST_RATE_PER_SECOND: '1000' });
  device = await ingest.addDevice();
});
afterAll(() => ingest.stop());

const body = makeJpeg();
const good = (): Record<string, string> => headersOf(device, freshFields(device, body));

describe('a sender that is slow or goes away', () => {
  test('when a body does not come in time, then it is 408 and the connection is closed', async () => {
    const answered = await sendHalf(good());
    expect(answered).toMatch(/^HTTP\/1\.1 408 /);
    expect(answered).toContain('"slow-body"');
    expect(answered).toMatch(/connection: close/i);
  });

  test('when a form does not come in time, then it is 408', async () => {
    const headers = { ...good(), 'content-type': 'multipart/form-data; boundary=x' };
    expect(await sendHalf(headers)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('when the sender hangs up in the middle, then ingest goes on and keeps nothing', async () => {
    const fields = freshFields(device, body);
    const socket = await openHalf(headersOf(device, fields));
    socket.destroy();
    expect((await sendFrame(ingest.url, device, makeJpeg())).status).toBe(202);
    expect(await ingest.frameStore.get(`${device.id}-${fields.bootId}-${fields.seq}`)).toBeUndefined();
  });

  test('when a frame is refused before its body is read, then the connection is kept for the next', async () => {
    const socket = connect(ingest.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    const bad = { ...good(), 'x-seq': 'x' };
    for (const headers of [bad, good()]) socket.write(Buffer.concat([head(headers, body.length), body]));
    await waitFor('both answers', () => (received.match(/HTTP\/1\.1/g) ?? []).length === 2);
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 202']);
    socket.destroy();
  });
});

describe('429 and 503 for too much', () => {
  test('when a device sends faster than its rate, then it is 429 with Retry-After, and others are served', async () => {
    const strict = await ingest.startAnother({ INGEST_RATE_PER_SECOND: '1', INGEST_RATE_BURST: '3' });
    const url = ingest.url.replace(String(ingest.port), String(strict.port));
    const [fast, slow] = [await ingest.addDevice(), await ingest.addDevice()];
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await sendFrame(url, fast, makeJpeg())).status);
    const refused = await sendFrame(url, fast, makeJpeg());
    expect(statuses).toEqual([202, 202, 202, 429]);
    expect(refused.error?.code).toBe('too-many-requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await sendFrame(url, slow, makeJpeg())).status).toBe(202);
    await strict.close();
  });

  test.each([
    ['frames', { INGEST_MAX_BACKLOG_FRAMES: '1' }],
    ['bytes', { INGEST_MAX_BACKLOG_BYTES: '1000000' }],
  ])('when too many %s wait, then it is 503 with Retry-After', async (_what, limits) => {
    // Enough for either limit to be passed, whatever other tests left.
    await sendFrame(ingest.url, device, makeJpeg({ bytes: 1_000_000 }));
    await sendFrame(ingest.url, device, makeJpeg());
    const strict = await ingest.startAnother(limits);
    const url = ingest.url.replace(String(ingest.port), String(strict.port));
    const refused = await sendFrame(url, device, makeJpeg());
    expect(refused).toMatchObject({ status: 503, error: { code: 'backlog' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    await strict.close();
  });
});

function head(headers: Record<string, string>, length: number): Buffer {
  const lines = Object.entries({ ...headers, host: 'ingest', 'content-length': String(length) });
  return Buffer.from(
    `POST /v1/frames HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`,
  );
}

/** Announces a body and sends half of it. */
async function openHalf(headers: Record<string, string>) {
  const socket = connect(ingest.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(Buffer.concat([head(headers, body.length), body.subarray(0, body.length / 2)]));
  return socket;
}

async function sendHalf(headers: Record<string, string>): Promise<string> {
  const socket = await openHalf(headers);
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  await once(socket, 'close');
  return received;
}
