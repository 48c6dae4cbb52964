import { randomBytes } from 'node:crypto';
import { ErrorAnswer, FrameAnswer, type SignedFields, sha256Hex, signedHeaders } from '@hadir/contracts';
import type { AddedDevice } from './test-ingest.ts';

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly frame: FrameAnswer | undefined;
  readonly error: ErrorAnswer['error'] | undefined;
  readonly serverTimeMs: number | undefined;
};

let count = 0;
const bootId = randomBytes(8).toString('hex');

/** Fields of a frame that was captured just now by a device whose clock is set. */
export function freshFields(
  device: AddedDevice,
  body: Buffer,
  changes: Partial<SignedFields> = {},
): SignedFields {
  count += 1;
  return {
    deviceId: device.id,
    bootId,
    seq: count,
    capturedAt: Date.now(),
    capturedMono: 60_000,
    sentMono: 60_000,
    sha256: sha256Hex(body),
    ...changes,
  };
}

/** All headers of a good raw upload. */
export function headersOf(device: AddedDevice, fields: SignedFields): Record<string, string> {
  return { 'content-type': 'image/jpeg', ...signedHeaders(device.key, fields) };
}

export async function send(
  url: string,
  headers: Record<string, string>,
  body: Buffer | FormData | ReadableStream,
): Promise<Answered> {
  const streamed = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  const response = await fetch(url, { method: 'POST', headers, body, ...streamed } as RequestInit);
  const json: unknown = await response.json();
  const isTaken = response.status === 200 || response.status === 202;
  const refusal = isTaken ? undefined : ErrorAnswer.parse(json);
  return {
    status: response.status,
    headers: response.headers,
    frame: isTaken ? FrameAnswer.parse(json) : undefined,
    error: refusal?.error,
    serverTimeMs: refusal?.serverTimeMs,
  };
}

/** Sends one good frame. */
export function sendFrame(
  url: string,
  device: AddedDevice,
  body: Buffer,
  changes: Partial<SignedFields> = {},
): Promise<Answered> {
  return send(url, headersOf(device, freshFields(device, body, changes)), body);
}
