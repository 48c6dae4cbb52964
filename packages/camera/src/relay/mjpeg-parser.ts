import { type ByteWindow, createByteWindow } from './byte-window.ts';

export type SkipReason = 'too-large' | 'malformed';

export type MjpegParserOptions = {
  /** As the stream's Content-Type names it, with or without leading hyphens. */
  readonly boundary: string;
  /** Larger parts are skipped. Default 1 MiB. */
  readonly maxPartBytes?: number;
  readonly onPart: (body: Buffer) => void;
  readonly onSkip: (reason: SkipReason) => void;
};

/**
 * Splits a `multipart/x-mixed-replace` stream into the bodies of its parts, however it is cut into chunks. Parts may state
 * their length or not; one that does is handed on at once, without waiting for the boundary that follows. At most one part
 * is held, and after anything malformed it goes on at the next boundary.
 */
export type MjpegParser = { push(chunk: Buffer): void };

type State =
  | { readonly at: 'boundary' }
  | { readonly at: 'headers' }
  | { readonly at: 'body'; readonly length: number | undefined; scanned: number };

type Context = {
  readonly bytes: ByteWindow;
  readonly delimiter: Buffer;
  readonly maxPartBytes: number;
  readonly onPart: (body: Buffer) => void;
  readonly onSkip: (reason: SkipReason) => void;
};

const MAX_HEADER_BYTES = 4_096;
const LINE_END_BYTES = 2;

export function createMjpegParser(options: MjpegParserOptions): MjpegParser {
  const { boundary, maxPartBytes = 1_048_576, onPart, onSkip } = options;
  const delimiter = Buffer.from(`--${boundary.replace(/^-+/, '')}`, 'latin1');
  const context: Context = { bytes: createByteWindow(), delimiter, maxPartBytes, onPart, onSkip };
  let state: State = { at: 'boundary' };
  return {
    push(chunk) {
      context.bytes.append(chunk);
      for (let next = step(context, state); next; next = step(context, state)) state = next;
    },
  };
}

/** Consumes what it can in one state and answers the next, or undefined when more bytes are needed. */
function step(context: Context, state: State): State | undefined {
  if (state.at === 'boundary') return seekBoundary(context);
  return state.at === 'headers' ? readHeaders(context) : readBody(context, state);
}

function seekBoundary({ bytes, delimiter }: Context): State | undefined {
  const found = bytes.indexOf(delimiter);
  if (found < 0) {
    bytes.consume(Math.max(0, bytes.length() - delimiter.length + 1));
    return undefined;
  }
  bytes.consume(found + delimiter.length);
  return { at: 'headers' };
}

function readHeaders({ bytes, delimiter, maxPartBytes, onSkip }: Context): State | undefined {
  const text = bytes.slice(0, Math.min(bytes.length(), MAX_HEADER_BYTES)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const headers = end ? text.slice(0, end.index) : text;
  if (headers.includes(delimiter.toString('latin1')) || (!end && text.length === MAX_HEADER_BYTES)) {
    onSkip('malformed');
    return { at: 'boundary' };
  }
  if (!end) return undefined;
  bytes.consume(end.index + end[0].length);
  const length = contentLength(headers);
  if (length === undefined || length <= maxPartBytes) return { at: 'body', length, scanned: 0 };
  onSkip('too-large');
  return { at: 'boundary' };
}

function readBody(context: Context, state: Extract<State, { at: 'body' }>): State | undefined {
  const { bytes, delimiter, maxPartBytes, onPart } = context;
  const { length } = state;
  const next = bytes.indexOf(delimiter, state.scanned);
  if (length !== undefined && bytes.length() >= length && (next < 0 || next >= length)) {
    onPart(bytes.slice(0, length));
    bytes.consume(length);
    return { at: 'boundary' };
  }
  const seen = next < 0 ? bytes.length() - delimiter.length : next;
  if (seen > maxPartBytes + LINE_END_BYTES) return skip(context, seen, 'too-large');
  if (next < 0) {
    state.scanned = Math.max(0, bytes.length() - delimiter.length + 1);
    return undefined;
  }
  if (length !== undefined) return skip(context, next, 'malformed');
  onPart(bytes.slice(0, next));
  bytes.consume(next);
  return { at: 'boundary' };
}

function skip({ bytes, onSkip }: Context, count: number, reason: SkipReason): State {
  bytes.consume(count);
  onSkip(reason);
  return { at: 'boundary' };
}

function contentLength(headers: string): number | undefined {
  const match = /^content-length:[ \t]*(\d{1,15})[ \t]*\r?$/im.exec(headers);
  return match ? Number(match[1]) : undefined;
}
