import type { IncomingMessage } from 'node:http';
import { AppError } from '@hadir/platform';

export type BodyLimits = { readonly maxBytes: number; readonly timeoutMs: number };

/** A frame of an ESP32 camera has 10 to 200 KB. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** The sender hung up: there is nobody to answer. */
export class UploadAborted extends Error {
  override readonly name = 'UploadAborted';
}

/**
 * Reads a whole body of at most `maxBytes` into one buffer, which has the size that Content-Length announced, and never
 * holds more than that. Throws AppError too-large, timeout (slower than `timeoutMs` altogether); UploadAborted.
 */
export function readBody(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  const announced = announcedLength(request);
  if (announced !== undefined && announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  if (request.destroyed) return Promise.reject(new UploadAborted('the upload was broken off'));
  const body = announced === undefined ? collectUnknown(maxBytes) : collectKnown(announced);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(tooSlow(timeoutMs))), timeoutMs);
    const onData = (chunk: Buffer): void => {
      if (!body.add(chunk)) settle(() => reject(tooLarge(maxBytes)));
    };
    const onEnd = (): void => settle(() => resolve(body.whole()));
    const onClose = (): void => settle(() => reject(new UploadAborted('the upload was broken off')));
    function settle(act: () => void): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      act();
    }
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

type Collector = {
  /** False when the chunk does not fit. */
  add(chunk: Buffer): boolean;
  whole(): Buffer;
};

/** Node ends a body exactly at its Content-Length, so every chunk fits. */
function collectKnown(length: number): Collector {
  let body: Buffer | undefined;
  let filled = 0;
  return {
    add(chunk) {
      if (filled === 0 && chunk.length === length) body = chunk;
      else {
        body ??= Buffer.allocUnsafeSlow(length);
        chunk.copy(body, filled);
      }
      filled += chunk.length;
      return filled <= length;
    },
    whole: () => body ?? Buffer.alloc(0),
  };
}

function collectUnknown(maxBytes: number): Collector {
  const chunks: Buffer[] = [];
  let filled = 0;
  return {
    add(chunk) {
      filled += chunk.length;
      if (filled > maxBytes) return false;
      chunks.push(chunk);
      return true;
    },
    whole: () => Buffer.concat(chunks, filled),
  };
}

/** Undefined for a chunked body. */
export function announcedLength(request: IncomingMessage): number | undefined {
  const text = request.headers['content-length'];
  return text === undefined ? undefined : Number(text);
}

export function tooLarge(maxBytes: number): AppError {
  const message = `a frame has at most ${maxBytes} bytes: choose a smaller frame size or a lower quality`;
  return new AppError('too-large', message, { field: 'body', reason: 'too-large' });
}

export function tooSlow(timeoutMs: number): AppError {
  return new AppError('timeout', `the body took longer than ${timeoutMs} ms`, {
    field: 'body',
    reason: 'slow-body',
  });
}
