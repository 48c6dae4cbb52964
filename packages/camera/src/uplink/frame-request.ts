import { formatDeviceKey, sha256Hex, signedHeaders, wireHeaders } from '@hadir/contracts';
import type { DeviceClock } from './device-clock.ts';

/** Who posts, and in which of the protocol's forms. */
export type Sender = {
  readonly deviceId: string;
  /** The device key's 32 bytes. */
  readonly key: Buffer;
  /** `signed` (the default) proves each frame; `bearer` sends the key itself, where the device is allowed to. */
  readonly auth?: 'signed' | 'bearer';
  /** `raw` (the default) posts the JPEG as the body; `multipart` as the form field `frame`. */
  readonly form?: 'raw' | 'multipart';
};

export type SpooledFrame = {
  readonly seq: number;
  readonly jpeg: Buffer;
  readonly capturedMono: number;
  readonly people: readonly string[];
};

export type FrameRequest = { readonly headers: Record<string, string>; readonly body: Buffer };

const FIRMWARE = 'hadir-camera/0.1.0';

/** The headers and body of one attempt, signed anew because its sent time moves. */
export async function frameRequest(
  sender: Sender,
  boot: { readonly bootId: string; readonly clock: DeviceClock; readonly dropped: number },
  frame: SpooledFrame,
): Promise<FrameRequest> {
  const { contentType, body } = await encodeBody(sender.form ?? 'raw', frame.jpeg);
  const headers = {
    'content-type': contentType,
    'content-length': String(body.length),
    [wireHeaders.firmware]: FIRMWARE,
    [wireHeaders.dropped]: String(boot.dropped),
    ...(sender.auth === 'bearer' ? bearerHeaders(sender) : proof(sender, boot, frame)),
  };
  return { headers, body };
}

function bearerHeaders({ deviceId, key }: Sender): Record<string, string> {
  return { [wireHeaders.deviceId]: deviceId, authorization: `Bearer ${formatDeviceKey(key)}` };
}

function proof(
  { deviceId, key }: Sender,
  { bootId, clock }: { readonly bootId: string; readonly clock: DeviceClock },
  { seq, jpeg, capturedMono }: SpooledFrame,
): Record<string, string> {
  return signedHeaders(key, {
    deviceId,
    bootId,
    seq,
    capturedAt: clock.dateAt(capturedMono),
    capturedMono,
    sentMono: clock.monoMs(),
    sha256: sha256Hex(jpeg),
  });
}

async function encodeBody(
  form: 'raw' | 'multipart',
  jpeg: Buffer,
): Promise<{ contentType: string; body: Buffer }> {
  if (form === 'raw') return { contentType: 'image/jpeg', body: jpeg };
  const fields = new FormData();
  fields.set('frame', new Blob([jpeg], { type: 'image/jpeg' }), 'frame.jpg');
  const encoded = new Response(fields);
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}
