import { randomBytes } from 'node:crypto';
import { FRAMES_PATH, sha256Hex, signedHeaders } from '@hadir/contracts';

export type RequestForm = 'raw' | 'multipart';

export type RequestOptions = {
  readonly devices: readonly { readonly id: string; readonly key: Buffer }[];
  readonly jpeg: Buffer;
  readonly count: number;
  readonly form: RequestForm;
};

/** `count` signed frames as whole HTTP requests, spread over the devices, every frame a new one. */
export function frameRequests({ devices, jpeg, count, form }: RequestOptions): Buffer[] {
  const sha256 = sha256Hex(jpeg);
  const bootId = randomBytes(8).toString('hex');
  const { body, contentType } = form === 'raw' ? { body: jpeg, contentType: 'image/jpeg' } : multipart(jpeg);
  return Array.from({ length: count }, (_, seq) => {
    const device = devices[seq % devices.length];
    if (!device) throw new Error('no device given');
    const fields = {
      deviceId: device.id,
      bootId,
      seq,
      capturedAt: Date.now(),
      capturedMono: 1,
      sentMono: 1,
      sha256,
    };
    const headers = { host: '127.0.0.1', 'content-type': contentType, 'content-length': String(body.length) };
    return request({ ...headers, ...signedHeaders(device.key, fields) }, body);
  });
}

function multipart(jpeg: Buffer): { body: Buffer; contentType: string } {
  const boundary = '----hadir-bench';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="frame"; filename="frame.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

function request(headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`POST ${FRAMES_PATH} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body]);
}
