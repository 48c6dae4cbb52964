import type { IncomingHttpHeaders } from 'node:http';
import { ErrorAnswer, FrameAnswer, wireHeaders } from '@hadir/contracts';

export type DropReason =
  | 'spool-full'
  | 'malformed'
  | 'conflict'
  | 'too-large'
  | 'not-a-jpeg'
  | 'truncated'
  | 'checksum';

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** What the protocol asks a camera to do with a frame after an answer. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly duplicate: boolean; readonly answer: FrameAnswer | undefined }
  | { readonly kind: 'drop'; readonly reason: DropReason }
  | { readonly kind: 'resend' }
  | { readonly kind: 'hold'; readonly serverTimeMs: number | undefined }
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'back-off' };

/** A server that asks for longer than this has it wrong; the camera would look dead. */
const LONGEST_RETRY_AFTER_MS = 600_000;

const dropReasons: Readonly<Record<number, DropReason>> = {
  400: 'malformed',
  409: 'conflict',
  413: 'too-large',
  415: 'not-a-jpeg',
};

export function judgeAnswer(answer: HttpAnswer, nowMs: number): Verdict {
  const { status } = answer;
  const dropReason = dropReasons[status];
  if (dropReason) return { kind: 'drop', reason: dropReason };
  if (status === 200 || status === 202) return accepted(answer);
  if (status === 422) return isChecksum(answer) ? { kind: 'resend' } : { kind: 'drop', reason: 'truncated' };
  if (status === 401 || status === 403) return { kind: 'hold', serverTimeMs: serverTimeOf(answer) };
  if (status === 429 || status === 503) return waitAsAsked(answer, nowMs);
  return { kind: 'back-off' };
}

function accepted({ status, body }: HttpAnswer): Verdict {
  const parsed = FrameAnswer.safeParse(parseJson(body));
  return { kind: 'accepted', duplicate: status === 200, answer: parsed.success ? parsed.data : undefined };
}

function isChecksum({ body }: HttpAnswer): boolean {
  const parsed = ErrorAnswer.safeParse(parseJson(body));
  if (!parsed.success) return false;
  const { code, field } = parsed.data.error;
  return code.includes('checksum') || field?.toLowerCase() === wireHeaders.contentSha256;
}

function serverTimeOf({ status, body }: HttpAnswer): number | undefined {
  const parsed = ErrorAnswer.safeParse(parseJson(body));
  return status === 401 && parsed.success ? parsed.data.serverTimeMs : undefined;
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function waitAsAsked({ headers }: HttpAnswer, nowMs: number): Verdict {
  const text = headers['retry-after']?.trim();
  if (!text) return { kind: 'back-off' };
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(waitMs)) return { kind: 'back-off' };
  return { kind: 'wait', waitMs: Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, waitMs)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
