import { createHash, createHmac } from 'node:crypto';

/** The route that cameras post frames to. */
export const FRAMES_PATH = '/v1/frames';

/** Headers of the signed protocol, lower case as Node.js gives them. docs/wire-protocol.md describes each. */
export const wireHeaders = {
  deviceId: 'x-device-id',
  bootId: 'x-boot-id',
  seq: 'x-seq',
  capturedAt: 'x-captured-at',
  capturedMono: 'x-captured-mono',
  sentMono: 'x-sent-mono',
  contentSha256: 'x-content-sha256',
  idempotencyKey: 'idempotency-key',
  signature: 'x-signature',
  firmware: 'x-firmware',
  rssi: 'x-rssi',
  heapMin: 'x-heap-min',
  dropped: 'x-dropped',
  resetReason: 'x-reset-reason',
  settings: 'x-settings',
  stackMin: 'x-stack-min',
  counters: 'x-counters',
  update: 'x-update',
} as const;

/** What a signature covers. Times are whole milliseconds: `capturedAt` since 1970 (0 = clock unset), `…Mono` since boot. */
export type SignedFields = {
  /** `POST` unless given: a frame. */
  readonly method?: 'GET' | 'POST';
  /** Path of the request, without a query; `FRAMES_PATH` unless given. */
  readonly path?: string;
  readonly deviceId: string;
  /** 16 lower-case hex digits, random at each boot. */
  readonly bootId: string;
  readonly seq: number;
  readonly capturedAt: number;
  readonly capturedMono: number;
  readonly sentMono: number;
  /** SHA-256 of the body, or of no bytes without one; 64 lower-case hex digits. */
  readonly sha256: string;
};

/** The LF-joined string that is signed. */
export function signingString(fields: SignedFields): string {
  const { deviceId, bootId, seq, capturedAt, capturedMono, sentMono, sha256 } = fields;
  return [
    'HADIR1',
    fields.method ?? 'POST',
    fields.path ?? FRAMES_PATH,
    deviceId,
    bootId,
    seq,
    capturedAt,
    capturedMono,
    sentMono,
    sha256,
  ].join('\n');
}

/** The value of `X-Signature`. `key` is the device key's 32 bytes. */
export function signFrame(key: Buffer, fields: SignedFields): string {
  return `v1=${createHmac('sha256', key).update(signingString(fields)).digest('hex')}`;
}

export function sha256Hex(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Every header of one signed attempt. Each attempt is signed anew, because `sentMono` moves. */
export function signedHeaders(key: Buffer, fields: SignedFields): Record<string, string> {
  return {
    [wireHeaders.deviceId]: fields.deviceId,
    [wireHeaders.bootId]: fields.bootId,
    [wireHeaders.seq]: String(fields.seq),
    [wireHeaders.capturedAt]: String(fields.capturedAt),
    [wireHeaders.capturedMono]: String(fields.capturedMono),
    [wireHeaders.sentMono]: String(fields.sentMono),
    [wireHeaders.contentSha256]: fields.sha256,
    [wireHeaders.idempotencyKey]: `${fields.bootId}-${fields.seq}`,
    [wireHeaders.signature]: signFrame(key, fields),
  };
}

/** A device key as people see it: `hdk_` and 43 base64url characters, 32 bytes. */
export function formatDeviceKey(key: Buffer): string {
  return `hdk_${key.toString('base64url')}`;
}

/** The 32 bytes of a device key as printed, or undefined when it is none. */
export function parseDeviceKey(text: string): Buffer | undefined {
  if (!/^hdk_[A-Za-z0-9_-]{43}$/.test(text)) return undefined;
  return Buffer.from(text.slice(4), 'base64url');
}
