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

describe('413, 415 and 422 for a body', () => {
  const over = makeJpeg({ bytes: 1024 * 1024 + 1 });

  test('when it announces more than 1 MB, then it is 413 before it is read', async () => {
    const refused = await sendFrame(ingest.url, device, over);
    expect(refused).toMatchObject({ status: 413, error: { code: 'too-large', field: 'body' } });
  });

  test('when it has exactly 1 MB, then it is taken', async () => {
    expect((await sendFrame(ingest.url, device, makeJpeg({ bytes: 1024 * 1024 }))).status).toBe(202);
  });

  test('when it has more than 1 MB in chunks, then it is 413 and never held whole', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    });
    const headers = headersOf(device, freshFields(device, over));
    await expect(send(ingest.url, headers, endless)).resolves.toMatchObject({
      status: 413,
      error: { code: 'too-large' },
    });
  });

  test('when a form holds more than 1 MB, then it is 413', async () => {
    const { 'content-type': _, ...headers } = headersOf(device, freshFields(device, over));
    const answered = await send(ingest.url, headers, formOf('frame', over));
    expect(answered).toMatchObject({ status: 413, error: { code: 'too-large' } });
  });

  test('when it has more than 4 megapixels, then it is 413', async () => {
    const huge = makeJpeg({ width: 2001, height: 2000 });
    expect(await sendFrame(ingest.url, device, huge)).toMatchObject({
      status: 413,
      error: { code: 'too-many-pixels' },
    });
    const largest = makeJpeg({ width: 2000, height: 2000 });
    expect((await sendFrame(ingest.url, device, largest)).status).toBe(202);
  });

  test.each([
    ['a PNG', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['a JPEG without a frame header', Buffer.from('ffd8ffda0008010100003f00aaffd9', 'hex')],
  ])('when it is %s, then it is 415', async (_what, bytes) => {
    expect(await sendFrame(ingest.url, device, bytes)).toMatchObject({
      status: 415,
      error: { code: 'not-a-jpeg', field: 'body' },
    });
  });

  test.each([
    ['content-type', 'image/png', 'Content-Type'],
    ['content-type', '', 'Content-Type'],
    ['content-encoding', 'gzip', 'Content-Encoding'],
  ])('when %s is "%s", then it is 415', async (name, value, field) => {
    const refusal = { status: 415, code: 'unsupported-media', field };
    expect(await refusedWith({ ...good(), [name]: value })).toEqual(refusal);
  });

  test('when the end of the JPEG is missing, then it is 422 truncated', async () => {
    const cut = makeJpeg({ bytes: 5000 }).subarray(0, 4000);
    expect(await sendFrame(ingest.url, device, cut)).toMatchObject({
      status: 422,
      error: { code: 'truncated', field: 'body' },
    });
  });

  test('when it is not what its checksum says, then it is 422 checksum-mismatch and nothing is kept', async () => {
    const fields = freshFields(device, makeJpeg());
    const refusal = { status: 422, code: 'checksum-mismatch', field: 'X-Content-Sha256' };
    expect(await refusedWith(headersOf(device, fields))).toEqual(refusal);
    expect(await ingest.frameStore.get(`${device.id}-${fields.bootId}-${fields.seq}`)).toBeUndefined();
  });

  test.each([
    ['has the file in another field', () => formOf('image', body)],
    ['has no file', () => new FormData()],
  ])('when a form %s, then it is 400 and names the field', async (_what, form) => {
    const { 'content-type': _, ...headers } = good();
    const answered = await send(ingest.url, headers, form());
    expect(answered).toMatchObject({ status: 400, error: { code: 'bad-form', field: 'frame' } });
  });

  test('when a form is cut off in its middle, then it is 400', async () => {
    const headers = { ...good(), 'content-type': 'multipart/form-data; boundary=x' };
    const broken = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="frame"; filename="f"\r\n\r\nabc',
    );
    expect(await refusedWith(headers, broken)).toMatchObject({ status: 400, code: 'bad-form' });
  });
});

function formOf(field: string, bytes: Buffer): FormData {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'frame.jpg');
  return form;
}
