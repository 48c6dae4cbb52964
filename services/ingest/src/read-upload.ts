import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@hadir/platform';
import { type BodyLimits, readBody } from './read-body.ts';
import { createMultipartReader } from './read-multipart.ts';

/** Answers the bytes of the frame, whichever of the two forms they come in. */
export type ReadUpload = (request: IncomingMessage, response: ServerResponse) => Promise<Buffer>;

/** `image/jpeg` as the body itself, or `multipart/form-data` with a file in the field `frame`. */
export function createUploadReader(limits: BodyLimits): ReadUpload {
  const readMultipart = createMultipartReader(limits);
  return async function readUpload(request, response) {
    const type = mediaType(request.headers['content-type']);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity')
      throw unsupported('Content-Encoding', 'send the JPEG as it is, without Content-Encoding');
    if (type === 'image/jpeg') return readBody(request, limits);
    if (type === 'multipart/form-data') return readMultipart(request, response);
    throw unsupported('Content-Type', 'Content-Type must be image/jpeg or multipart/form-data');
  };
}

function mediaType(header = ''): string {
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

function unsupported(field: string, message: string): AppError {
  return new AppError('unsupported-media', message, { field, reason: 'unsupported-media' });
}
