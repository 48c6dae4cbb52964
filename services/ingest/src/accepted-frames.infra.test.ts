import { randomBytes } from 'node:crypto';
import { formatDeviceKey, sha256Hex } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, send, sendFrame } from './testing/send-frame.ts';
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_BODY_TIMEOUT_MS: '500', INGEST_RATE_PER_SECOND: '1000' });
});
afterAll(() => ingest.stop());

const HOUR_MS = 3_600_000;

describe('a frame that is in order', () => {
  test('when a device signs a frame, then it is 202, its bytes are kept and its job is queued', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg({ bytes: 20_000 });
    const fields = freshFields(device, body);
    const answered = await send(ingest.url, headersOf(device, fields), body);
    const frameId = `${device.id}-${fields.bootId}-${fields.seq}`;
    expect(answered.status).toBe(202);
    expect(answered.frame).toMatchObject({ frameId, recent: [] });
    expect(Math.abs(Date.now() - (answered.frame?.serverTimeMs ?? 0))).toBeLessThan(5000);
    expect(await ingest.frameStore.get(frameId)).toEqual(body);
    expect(await ingest.queue.exists(frameId)).toBe(true);
  });

  test('when it is sent again, then it is 200 and there is still one job', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg();
    const fields = freshFields(device, body);
    const before = await ingest.queue.backlog();
    const first = await send(ingest.url, headersOf(device, fields), body);
    const second = await send(ingest.url, headersOf(device, { ...fields, sentMono: 60_250 }), body);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.frame?.frameId).toBe(first.frame?.frameId);
    expect(await ingest.queue.backlog()).toBe(before + 1);
  });

  test('when many copies come at once, then one job is queued', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg();
    const fields = freshFields(device, body);
    const before = await ingest.queue.backlog();
    const copies = await Promise.all(
      Array.from({ length: 12 }, () => send(ingest.url, headersOf(device, fields), body)),
    );
    expect(copies.every(({ status }) => status === 200 || status === 202)).toBe(true);
    expect(await ingest.queue.backlog()).toBe(before + 1);
  });

  test('when its bytes are kept but its job is missing, then sending it again is 202 and queues it', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg();
    const fields = freshFields(device, body);
    const frameId = `${device.id}-${fields.bootId}-${fields.seq}`;
    await ingest.frameStore.put(frameId, body, sha256Hex(body));
    expect((await send(ingest.url, headersOf(device, fields), body)).status).toBe(202);
    expect(await ingest.queue.exists(frameId)).toBe(true);
  });

  test('when the matcher has finished it, then sending it again is 200 and queues nothing', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg();
    const fields = freshFields(device, body);
    const frameId = `${device.id}-${fields.bootId}-${fields.seq}`;
    await ingest.frameStore.put(frameId, body, sha256Hex(body));
    await ingest.frameStore.remove(frameId);
    expect((await send(ingest.url, headersOf(device, fields), body)).status).toBe(200);
    expect(await ingest.queue.exists(frameId)).toBe(false);
  });

  test('when other bytes come under its id, then they are 409 and the first are kept', async () => {
    const device = await ingest.addDevice();
    const [body, other] = [makeJpeg(), makeJpeg()];
    const fields = freshFields(device, body);
    await send(ingest.url, headersOf(device, fields), body);
    const changed = { ...fields, sha256: sha256Hex(other) };
    const answered = await send(ingest.url, headersOf(device, changed), other);
    expect(answered).toMatchObject({ status: 409, error: { code: 'id-taken', field: 'X-Seq' } });
    expect(await ingest.frameStore.get(`${device.id}-${fields.bootId}-${fields.seq}`)).toEqual(body);
  });

  test('when it comes as a form, then it is taken as the raw one is', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg({ bytes: 30_000 });
    const { 'content-type': _, ...headers } = headersOf(device, freshFields(device, body));
    const form = new FormData();
    form.set('note', 'ignored');
    form.set('frame', new Blob([new Uint8Array(body)], { type: 'image/jpeg' }), 'frame.jpg');
    const answered = await send(ingest.url, headers, form);
    expect(answered.status).toBe(202);
    expect(await ingest.frameStore.get(answered.frame?.frameId ?? '')).toEqual(body);
  });

  test('when it comes in chunks without a length, then it is taken', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg({ bytes: 50_000 });
    const answered = await send(ingest.url, headersOf(device, freshFields(device, body)), chunked(body));
    expect(answered.status).toBe(202);
    expect(await ingest.frameStore.get(answered.frame?.frameId ?? '')).toEqual(body);
  });

  test('when a bearer device sends bytes alone, then the frame is named by them and captured when received', async () => {
    const device = await ingest.addDevice({ authMode: 'bearer' });
    const body = makeJpeg();
    const headers = {
      'content-type': 'image/jpeg',
      'x-device-id': device.id,
      authorization: `Bearer ${formatDeviceKey(device.key)}`,
    };
    const first = await send(ingest.url, headers, body);
    expect(first).toMatchObject({ status: 202, frame: { frameId: `${device.id}-${sha256Hex(body)}` } });
    expect((await send(ingest.url, headers, body)).status).toBe(200);
  });

  test('when its path has a query or another method is used, then Express answers', async () => {
    const device = await ingest.addDevice();
    const body = makeJpeg();
    const headers = headersOf(device, freshFields(device, body));
    expect((await send(`${ingest.url}?from=field`, headers, body)).status).toBe(202);
    const got = await fetch(ingest.url);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('what the answer tells', () => {
  test('when a session is open in the room, then the interval is short, and long in a room without one', async () => {
    const room = await ingest.database.rooms.create({ name: `Room ${randomBytes(4).toString('hex')}` });
    const course = await ingest.database.courses.create({
      code: randomBytes(4).toString('hex'),
      name: 'Course',
    });
    const [startsAt, endsAt] = [new Date(Date.now() - HOUR_MS), new Date(Date.now() + HOUR_MS)];
    await ingest.database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
    const [inside, outside] = [await ingest.addDevice({ roomId: room.id }), await ingest.addDevice()];
    expect((await sendFrame(ingest.url, inside, makeJpeg())).frame?.intervalMs).toBe(500);
    expect((await sendFrame(ingest.url, outside, makeJpeg())).frame?.intervalMs).toBe(30_000);
  });

  test('when outcomes of the device are published, then its next answers tell them without ids of people', async () => {
    const device = await ingest.addDevice();
    const first = await sendFrame(ingest.url, device, makeJpeg());
    const now = new Date().toISOString();
    const frameId = first.frame?.frameId ?? '';
    const studentId = '0195e3a0-0000-7000-8000-000000000001';
    await ingest.outcomes.publish({
      frameId,
      deviceId: device.id,
      sessionId: null,
      capturedAt: now,
      receivedAt: now,
      decidedAt: now,
      dropped: null,
      faces: [{ faceNumber: 0, status: 'present', studentId, score: 9, threshold: 7 }],
    });
    const recent = await waitFor('the outcome', async () => {
      const answered = await sendFrame(ingest.url, device, makeJpeg());
      return answered.frame?.recent.length ? answered.frame.recent : undefined;
    });
    expect(recent).toEqual([{ frameId, seen: 'marked' }]);
  });

  test('when a frame was taken, then the device is noted as seen', async () => {
    const device = await ingest.addDevice();
    await sendFrame(ingest.url, device, makeJpeg());
    const seen = await waitFor('last seen', async () => {
      const row = await ingest.database.devices.find(device.id);
      return row?.lastSeenAt ?? undefined;
    });
    expect(Math.abs(Date.now() - seen.getTime())).toBeLessThan(10_000);
  });
});

describe('the clock of the device', () => {
  test.each([-301_000, 301_000])(
    'when it is %i ms off, then it is 401 with the server’s time',
    async (offMs) => {
      const device = await ingest.addDevice();
      const answered = await sendFrame(ingest.url, device, makeJpeg(), { capturedAt: Date.now() + offMs });
      expect(answered).toMatchObject({ status: 401, error: { code: 'clock-skew', field: 'X-Captured-At' } });
      expect(Math.abs(Date.now() - (answered.serverTimeMs ?? 0))).toBeLessThan(5000);
    },
  );

  test('when a frame waited for hours on the device, then it is taken by the time it was sent', async () => {
    const device = await ingest.addDevice();
    const waited = { capturedAt: Date.now() - 5 * HOUR_MS, capturedMono: 0, sentMono: 5 * HOUR_MS };
    expect((await sendFrame(ingest.url, device, makeJpeg(), waited)).status).toBe(202);
  });

  test.each([
    ['set', { capturedAt: Date.now() - 25 * HOUR_MS, capturedMono: 0, sentMono: 25 * HOUR_MS }],
    ['unset', { capturedAt: 0, capturedMono: 0, sentMono: 25 * HOUR_MS }],
  ])(
    'when a frame waited for more than a day and the clock is %s, then it is 409',
    async (_what, changes) => {
      const device = await ingest.addDevice();
      const answered = await sendFrame(ingest.url, device, makeJpeg(), changes);
      expect(answered).toMatchObject({ status: 409, error: { code: 'too-old' } });
    },
  );

  test('when it is unset, then a frame is dated by when it came and a late copy of another is a replay', async () => {
    const device = await ingest.addDevice();
    const unset = { capturedAt: 0, capturedMono: 5000 };
    const first = await sendFrame(ingest.url, device, makeJpeg(), { ...unset, sentMono: 900_000 });
    expect(first.status).toBe(202);
    // Signed when the device's clock stood 301 s earlier, but it comes only now.
    const late = await sendFrame(ingest.url, device, makeJpeg(), { ...unset, sentMono: 900_000 - 301_000 });
    expect(late).toMatchObject({ status: 409, error: { code: 'replay', field: 'X-Sent-Mono' } });
    const soon = await sendFrame(ingest.url, device, makeJpeg(), { ...unset, sentMono: 900_000 - 290_000 });
    expect(soon.status).toBe(202);
  });

  test('when it is unset and the device boots again, then its new clock counts for itself', async () => {
    const device = await ingest.addDevice();
    const bootIds = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
    for (const bootId of bootIds) {
      const answered = await sendFrame(ingest.url, device, makeJpeg(), {
        bootId,
        capturedAt: 0,
        sentMono: bootId === bootIds[0] ? 5_000_000 : 70_000,
      });
      expect(answered.status).toBe(202);
    }
  });
});

function chunked(body: Buffer, pauseMs = 0): ReadableStream {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      controller.enqueue(new Uint8Array(body.subarray(at, at + 7000)));
      at += 7000;
      if (at >= body.length) controller.close();
    },
  });
}
