import { randomBytes } from 'node:crypto';
import { ErrorAnswer, MAX_FIRMWARE_BYTES, type SignedFields, sha256Hex } from '@hadir/contracts';
import type { FirmwareRelease } from '@hadir/db';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downloadHeaders, downloadUrl, publishRelease } from '../testing/firmware.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';

const image = randomBytes(MAX_FIRMWARE_BYTES);

let ingest: TestIngest;
let device: AddedDevice;
let release: FirmwareRelease;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000', INGEST_RATE_BURST: '1000' });
  device = await ingest.addDevice();
  release = await publishRelease(ingest, { version: '2.0.0', image });
  await waitFor('the release', async () => (await get()).status === 200);
});
afterAll(() => ingest.stop());

type Change = {
  readonly by?: AddedDevice;
  readonly sha256?: string;
  readonly fields?: Partial<SignedFields>;
  readonly headers?: Record<string, string>;
  readonly from?: { readonly port: number };
};

function get({ by = device, sha256 = release.sha256, fields, headers, from = ingest }: Change = {}) {
  return fetch(downloadUrl(from, sha256), {
    headers: { ...downloadHeaders(by, sha256, fields), ...headers },
  });
}

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

async function refusal(change: Change = {}) {
  const response = await get(change);
  const { error } = ErrorAnswer.parse(await response.json());
  return { status: response.status, code: error.code, field: error.field };
}

describe('what a device gets', () => {
  test('when it asks for the image that it is offered, then it gets all of it', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-length')).toBe(String(image.length));
    expect((await bytesOf(response)).equals(image)).toBe(true);
  });

  test('when it goes on where it stopped, then it gets the rest', async () => {
    const response = await get({ headers: { range: 'bytes=1000000-' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes 1000000-${image.length - 1}/${image.length}`);
    expect((await bytesOf(response)).equals(image.subarray(1_000_000))).toBe(true);
  });

  test.each(['bytes=0-', 'bytes=5-9', 'bytes=-5', 'bytes=1-,5-', 'lines=4-', 'bytes=1e3-'])(
    'when its range is "%s", then it gets all of it',
    async (range) => {
      const response = await get({ headers: { range } });
      expect(response.status).toBe(200);
      expect((await bytesOf(response)).equals(image)).toBe(true);
    },
  );

  test.each([String(image.length), '99999999999999'])(
    'when its range begins at %s, then it is 416 with the size',
    async (start) => {
      const response = await get({ headers: { range: `bytes=${start}-` } });
      expect(response.status).toBe(416);
      expect(response.headers.get('content-range')).toBe(`bytes */${image.length}`);
      expect(ErrorAnswer.parse(await response.json()).error.code).toBe('range-not-satisfiable');
    },
  );

  test('when the same request comes again, then it is answered again: nothing of it is kept', async () => {
    const headers = downloadHeaders(device, release.sha256);
    const url = downloadUrl(ingest, release.sha256);
    expect((await bytesOf(await fetch(url, { headers }))).length).toBe(image.length);
    expect((await bytesOf(await fetch(url, { headers }))).length).toBe(image.length);
  });

  test('when the clock of the device is not set, then it gets the image', async () => {
    const response = await get({ fields: { capturedAt: 0 } });
    expect((await bytesOf(response)).length).toBe(image.length);
  });

  test('when another process is asked, then it gives the same', async () => {
    const another = await ingest.startAnother();
    await waitFor('the release', async () => {
      const response = await get({ from: another });
      return response.status === 200 && (await bytesOf(response)).equals(image);
    });
    await another.close();
    expect((await get()).status).toBe(200);
  });
});

describe('who gets nothing', () => {
  test('when the path was signed for another image or a frame, then it is 401', async () => {
    const wrong = { status: 401, code: 'bad-signature', field: 'X-Signature' };
    expect(await refusal({ fields: { path: `/v1/firmware/${'0'.repeat(64)}` } })).toEqual(wrong);
    expect(await refusal({ fields: { path: '/v1/frames' } })).toEqual(wrong);
    expect(await refusal({ fields: { method: 'POST' } })).toEqual(wrong);
    const headers = downloadHeaders(device, release.sha256);
    const withQuery = await fetch(`${downloadUrl(ingest, release.sha256)}?x=1`, { headers });
    expect(withQuery.status).toBe(401);
  });

  test('when there is no such device, its key is another or it has no signature, then it is refused', async () => {
    const stranger = { id: 'nobody-here', key: device.key };
    expect(await refusal({ by: stranger })).toMatchObject({ status: 401, code: 'unknown-device' });
    const thief = { ...device, key: Buffer.alloc(32) };
    expect(await refusal({ by: thief })).toMatchObject({ status: 401, code: 'bad-signature' });
    const bare = await fetch(downloadUrl(ingest, release.sha256));
    expect(bare.status).toBe(400);
  });

  test('when a bearer device asks, by its key or a signature, then it is refused', async () => {
    const bearer = await ingest.addDevice({ authMode: 'bearer' });
    const authorization = `Bearer hdk_${bearer.key.toString('base64url')}`;
    expect(await refusal({ by: bearer, headers: { authorization } })).toMatchObject({
      status: 401,
      code: 'bearer-not-enabled',
    });
    expect(await refusal({ by: bearer })).toMatchObject({ status: 403, code: 'must-sign' });
  });

  test('when a device is revoked, then it is 403 at once', async () => {
    const revoked = await ingest.addDevice();
    expect((await get({ by: revoked })).status).toBe(200);
    await ingest.database.devices.revoke(revoked.id);
    await ingest.changed(revoked.id);
    await waitFor('the refusal', async () => (await get({ by: revoked })).status === 403);
    expect(await refusal({ by: revoked })).toMatchObject({ code: 'revoked' });
  });

  test('when the clock of the device is far off, then it is 401 with the time to set it by', async () => {
    expect(await refusal({ fields: { capturedAt: Date.now() - 301_000 } })).toEqual({
      status: 401,
      code: 'clock-skew',
      field: 'X-Captured-At',
    });
  });

  test('when a request of a device without a clock comes late, then it is 409', async () => {
    const fields = { capturedAt: 0, capturedMono: 900_000, sentMono: 900_000, bootId: 'fedcba9876543210' };
    await bytesOf(await get({ fields }));
    const late = { ...fields, capturedMono: 500_000, sentMono: 500_000 };
    expect(await refusal({ fields: late })).toMatchObject({ status: 409, code: 'replay' });
  });

  test('when the body is said to have bytes, then it is 400', async () => {
    expect(await refusal({ fields: { sha256: sha256Hex(Buffer.from('x')) } })).toMatchObject({
      status: 400,
      field: 'X-Content-Sha256',
    });
  });

  test('when the image is not offered to the device, withdrawn or unknown, then it is 404', async () => {
    const notOffered = { status: 404, code: 'not-offered', field: undefined };
    const older = await publishRelease(ingest, { version: '1.9.0' });
    const none = await publishRelease(ingest, { version: '2.1.0', rolloutPercent: 0 });
    const gone = await publishRelease(ingest, { version: '2.2.0', target: 'posix' });
    await waitFor('the releases', async () => (await get({ sha256: gone.sha256 })).status === 200);
    await ingest.database.firmwareReleases.withdraw(gone.id, 'test');
    await publishRelease(ingest, { version: '1.0.0', target: 'esp32s3' });
    await waitFor('the news', async () => (await get({ sha256: gone.sha256 })).status === 404);
    for (const { sha256 } of [older, none, gone, { sha256: 'f'.repeat(64) }, { sha256: 'none' }]) {
      await waitFor('the releases to be known', async () => (await get({ sha256 })).status !== 503);
      expect(await refusal({ sha256 })).toEqual(notOffered);
    }
  });

  test('when it is not a GET, then it is 405', async () => {
    for (const method of ['HEAD', 'POST', 'DELETE']) {
      const response = await fetch(downloadUrl(ingest, release.sha256), { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    }
  });
});
