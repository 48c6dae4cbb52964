import { formatDeviceKey, sha256Hex, signFrame } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { freshFields, headersOf, send, sendFrame } from './testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;
let device: AddedDevice;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000' });
  device = await ingest.addDevice();
});
afterAll(() => ingest.stop());

const body = makeJpeg();
const good = (): Record<string, string> => headersOf(device, freshFields(device, body));

async function refusedWith(headers: Record<string, string>, bytes: Buffer = body) {
  const { status, error } = await send(ingest.url, headers, bytes);
  return { status, code: error?.code, field: error?.field };
}

describe('400 for a header', () => {
  test.each([
    ['X-Device-Id', 'Upper'],
    ['X-Device-Id', 'a'.repeat(33)],
    ['X-Device-Id', '../etc'],
    ['X-Boot-Id', '0123'],
    ['X-Boot-Id', 'ABCDEF0123456789'],
    ['X-Seq', '-1'],
    ['X-Seq', '1.5'],
    ['X-Seq', '007'],
    ['X-Seq', '1e3'],
    ['X-Captured-At', 'yesterday'],
    ['X-Captured-Mono', '9'.repeat(16)],
    ['X-Sent-Mono', '0x10'],
    ['X-Sent-Mono', '59999'],
    ['X-Content-Sha256', 'abc'],
    ['Idempotency-Key', 'something-else'],
    ['X-Signature', 'v2=00'],
    ['X-Signature', `v1=${'A'.repeat(64)}`],
  ])('when %s is "%s", then the answer names it and how it must be', async (field, value) => {
    const { status, error } = await send(ingest.url, { ...good(), [field.toLowerCase()]: value }, body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'malformed-header', field });
    expect(error?.message).toMatch(new RegExp(`^${field} must be `));
  });

  test.each([
    'X-Device-Id',
    'X-Boot-Id',
    'X-Seq',
    'X-Captured-At',
    'X-Captured-Mono',
    'X-Sent-Mono',
    'X-Content-Sha256',
    'Idempotency-Key',
    'X-Signature',
  ])('when %s is missing, then the answer names it', async (field) => {
    const { [field.toLowerCase()]: _, ...headers } = good();
    expect(await refusedWith(headers)).toEqual({ status: 400, code: 'missing-header', field });
  });
});

describe('401 and 403 for a device', () => {
  test('when there is no such device, then it is 401', async () => {
    const stranger = { ...device, id: 'nobody-here' };
    const headers = headersOf(stranger, freshFields(stranger, body));
    expect(await refusedWith(headers)).toEqual({ status: 401, code: 'unknown-device', field: 'X-Device-Id' });
  });

  test('when the key is another, then it is 401', async () => {
    const thief = { ...device, key: Buffer.alloc(32) };
    const headers = headersOf(thief, freshFields(thief, body));
    expect(await refusedWith(headers)).toEqual({ status: 401, code: 'bad-signature', field: 'X-Signature' });
  });

  test.each([
    ['X-Seq', { 'x-seq': '999999' }],
    ['X-Captured-At', { 'x-captured-at': String(Date.now() - 1000) }],
    ['X-Captured-Mono', { 'x-captured-mono': '1' }],
    ['X-Sent-Mono', { 'x-sent-mono': '60001' }],
    ['X-Content-Sha256', { 'x-content-sha256': sha256Hex(Buffer.from('other')) }],
    ['X-Boot-Id', { 'x-boot-id': '0123456789abcdef' }],
  ])('when %s was changed after it was signed, then it is 401', async (_field, changes) => {
    const headers: Record<string, string> = { ...good(), ...changes };
    headers['idempotency-key'] = `${headers['x-boot-id']}-${headers['x-seq']}`;
    expect(await refusedWith(headers)).toMatchObject({ status: 401, code: 'bad-signature' });
  });

  test('when another device signs with its own key in this one’s name, then it is 401', async () => {
    const other = await ingest.addDevice();
    const fields = freshFields(device, body);
    const headers = { ...headersOf(device, fields), 'x-signature': signFrame(other.key, fields) };
    expect(await refusedWith(headers)).toMatchObject({ status: 401, code: 'bad-signature' });
  });

  test('when a bearer key is sent for a device that must sign, then it is 401', async () => {
    const headers = { ...good(), authorization: `Bearer ${formatDeviceKey(device.key)}` };
    const refusal = { status: 401, code: 'bearer-not-enabled', field: 'Authorization' };
    expect(await refusedWith(headers)).toEqual(refusal);
  });

  test.each(['Bearer hdk_short', 'Basic abc', `Bearer ${formatDeviceKey(Buffer.alloc(32))}`, 'Bearer'])(
    'when a bearer device authorizes with "%s", then it is 401',
    async (authorization) => {
      const bearer = await ingest.addDevice({ authMode: 'bearer' });
      const headers = { 'content-type': 'image/jpeg', 'x-device-id': bearer.id, authorization };
      expect(await refusedWith(headers)).toEqual({ status: 401, code: 'bad-key', field: 'Authorization' });
    },
  );

  test('when a device is revoked and the news is published, then it is 403 at once', async () => {
    const revoked = await ingest.addDevice();
    expect((await sendFrame(ingest.url, revoked, body)).status).toBe(202);
    await ingest.database.devices.revoke(revoked.id);
    await ingest.changed(revoked.id);
    const refused = await waitFor('the refusal', async () => {
      const answered = await sendFrame(ingest.url, revoked, makeJpeg());
      return answered.status === 403 ? answered : undefined;
    });
    expect(refused.error).toMatchObject({ code: 'revoked' });
  });

  test('when a device gets a new key, then the old one is 401 and the new one works', async () => {
    const old = await ingest.addDevice();
    expect((await sendFrame(ingest.url, old, makeJpeg())).status).toBe(202);
    const renewed = await ingest.rotateKey(old.id);
    await waitFor('the old key to fail', async () => {
      return (await sendFrame(ingest.url, old, makeJpeg())).status === 401;
    });
    expect((await sendFrame(ingest.url, renewed, makeJpeg())).status).toBe(202);
  });
});
