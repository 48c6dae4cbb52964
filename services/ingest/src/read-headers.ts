import type { IncomingHttpHeaders } from 'node:http';
import { DeviceId, type SignedFields, wireHeaders } from '@hadir/contracts';
import { AppError } from '@hadir/platform';

/** What the headers of a signed upload say; nothing of it is believed yet. */
export type SignedHeaders = SignedFields & { readonly signature: string };

type Format = { readonly pattern: RegExp; readonly words: string };

const formats = {
  bootId: { pattern: /^[0-9a-f]{16}$/, words: '16 lower-case hex digits' },
  // 15 digits stay exact as a number, and as milliseconds last 31,000 years.
  whole: { pattern: /^(0|[1-9][0-9]{0,14})$/, words: 'a whole number without sign or leading zeros' },
  sha256: { pattern: /^[0-9a-f]{64}$/, words: '64 lower-case hex digits' },
  signature: { pattern: /^v1=[0-9a-f]{64}$/, words: '"v1=" and 64 lower-case hex digits' },
} as const satisfies Record<string, Format>;

/** The name as it is written in documents and answers: `X-Device-Id`. */
const written: Readonly<Record<string, string>> = {
  [wireHeaders.deviceId]: 'X-Device-Id',
  [wireHeaders.bootId]: 'X-Boot-Id',
  [wireHeaders.seq]: 'X-Seq',
  [wireHeaders.capturedAt]: 'X-Captured-At',
  [wireHeaders.capturedMono]: 'X-Captured-Mono',
  [wireHeaders.sentMono]: 'X-Sent-Mono',
  [wireHeaders.contentSha256]: 'X-Content-Sha256',
  [wireHeaders.idempotencyKey]: 'Idempotency-Key',
  [wireHeaders.signature]: 'X-Signature',
};

/** Throws AppError bad-request that names the header. */
export function readDeviceId(headers: IncomingHttpHeaders): DeviceId {
  const text = readText(headers, wireHeaders.deviceId);
  if (!DeviceId.safeParse(text).success) {
    throw malformed(wireHeaders.deviceId, '3 to 32 of a-z, 0-9 and "-", not "-" at an end');
  }
  return text;
}

/** Throws AppError bad-request that names the first header that is missing or malformed. */
export function readSignedHeaders(headers: IncomingHttpHeaders, deviceId: DeviceId): SignedHeaders {
  const bootId = read(headers, wireHeaders.bootId, formats.bootId);
  const seq = readNumber(headers, wireHeaders.seq);
  const capturedAt = readNumber(headers, wireHeaders.capturedAt);
  const capturedMono = readNumber(headers, wireHeaders.capturedMono);
  const sentMono = readNumber(headers, wireHeaders.sentMono);
  if (sentMono < capturedMono) throw malformed(wireHeaders.sentMono, 'not less than X-Captured-Mono');
  const sha256 = read(headers, wireHeaders.contentSha256, formats.sha256);
  if (readText(headers, wireHeaders.idempotencyKey) !== `${bootId}-${seq}`) {
    throw malformed(wireHeaders.idempotencyKey, 'X-Boot-Id, "-" and X-Seq');
  }
  const signature = read(headers, wireHeaders.signature, formats.signature);
  return { deviceId, bootId, seq, capturedAt, capturedMono, sentMono, sha256, signature };
}

/** The SHA-256 that a bearer device may send. Throws AppError bad-request when it is there and malformed. */
export function readOptionalSha256(headers: IncomingHttpHeaders): string | undefined {
  if (headers[wireHeaders.contentSha256] === undefined) return undefined;
  return read(headers, wireHeaders.contentSha256, formats.sha256);
}

function readNumber(headers: IncomingHttpHeaders, name: string): number {
  return Number(read(headers, name, formats.whole));
}

function read(headers: IncomingHttpHeaders, name: string, { pattern, words }: Format): string {
  const text = readText(headers, name);
  if (!pattern.test(text)) throw malformed(name, words);
  return text;
}

function readText(headers: IncomingHttpHeaders, name: string): string {
  const text = headers[name];
  if (typeof text === 'string' && text !== '') return text;
  const field = written[name] ?? name;
  throw new AppError('bad-request', `${field} is missing`, { field, reason: 'missing-header' });
}

function malformed(name: string, words: string): AppError {
  const field = written[name] ?? name;
  return new AppError('bad-request', `${field} must be ${words}`, { field, reason: 'malformed-header' });
}
