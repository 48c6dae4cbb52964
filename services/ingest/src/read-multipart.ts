import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { announcedLength, type BodyLimits, tooLarge, tooSlow, UploadAborted } from './read-body.ts';

const FRAME_FIELD = 'frame';

/** Boundaries, part headers and a few small fields around the frame. */
const OVERHEAD_BYTES = 16 * 1024;

/** Reads the file of the field `frame` of a multipart/form-data body; other fields are ignored. */
export function createMultipartReader({ maxBytes, timeoutMs }: BodyLimits) {
  const parse = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: maxBytes, files: 1, fields: 8, fieldSize: 1024, parts: 9, headerPairs: 20 },
  }).single(FRAME_FIELD);

  /** Throws AppError bad-request (form), too-large, timeout; UploadAborted. */
  return function readMultipart(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
    const announced = announcedLength(request) ?? 0;
    if (announced > maxBytes + OVERHEAD_BYTES) return Promise.reject(tooLarge(maxBytes));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(tooSlow(timeoutMs)), timeoutMs);
      // Multer is typed for Express, but needs nothing of its request beyond Node's.
      const form = request as Request;
      parse(form, response as Response, (error: unknown) => {
        clearTimeout(timer);
        if (error) reject(refusalOf(error, maxBytes));
        else if (form.file) resolve(form.file.buffer);
        else reject(badForm(`the form has no file in its field "${FRAME_FIELD}"`));
      });
    });
  };
}

function refusalOf(error: unknown, maxBytes: number): Error {
  if (error instanceof MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge(maxBytes);
    if (error.code === 'LIMIT_UNEXPECTED_FILE') {
      return badForm(`send one file, in the field "${FRAME_FIELD}"`);
    }
    return badForm(`the form has too much in it (${error.code})`);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (/aborted|closed/i.test(message)) return new UploadAborted(message);
  return badForm('the body is not a well-formed multipart/form-data');
}

function badForm(message: string): AppError {
  return new AppError('bad-request', message, { field: FRAME_FIELD, reason: 'bad-form' });
}
