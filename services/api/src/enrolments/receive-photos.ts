import { createHash } from 'node:crypto';
import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { MAX_PHOTO_BYTES, MAX_PHOTOS } from './enrolment-schemas.ts';

export type ReceivedPhoto = {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly type: { readonly extension: 'jpg' | 'png'; readonly contentType: string };
};

const readParts = multer({
  storage: multer.memoryStorage(),
  limits: { files: MAX_PHOTOS, fileSize: MAX_PHOTO_BYTES, fields: 0, parts: MAX_PHOTOS, headerPairs: 20 },
}).array('photos', MAX_PHOTOS);

/** Uploads read at once: each may hold 80 MB. */
const MAX_UPLOADS = 3;
let uploads = 0;

/** Reads the files of the multipart field `photos`; throws an AppError that names what is wrong with which. */
export async function receivePhotos(req: Request, res: Response): Promise<ReceivedPhoto[]> {
  if (!req.is('multipart/form-data')) {
    throw refused('unsupported-media', 'send multipart/form-data with files named photos');
  }
  if (uploads >= MAX_UPLOADS) {
    throw new AppError('unavailable', 'too many uploads at once; try again', { retryAfterSeconds: 2 });
  }
  uploads += 1;
  try {
    await read(req, res);
  } finally {
    uploads -= 1;
  }
  const files = Array.isArray(req.files) ? req.files : [];
  if (files.length === 0) throw refused('bad-request', `photos: send 1 to ${MAX_PHOTOS} files of this name`);
  return files.map((file, at) => checked(file.buffer, `photos.${at + 1}`));
}

function read(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void readParts(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error));
    });
  });
}

function refusalOf(error: unknown): AppError {
  const code = error instanceof MulterError ? error.code : '';
  if (code === 'LIMIT_FILE_SIZE') return refused('too-large', 'photos: a file is larger than 8 MB');
  if (code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_PART_COUNT') {
    return refused('bad-request', `photos: send at most ${MAX_PHOTOS} files`);
  }
  if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FIELD_COUNT') {
    return refused('bad-request', `send at most ${MAX_PHOTOS} files, all named photos, and nothing else`);
  }
  return new AppError('bad-request', 'the multipart body is broken or ended early', {
    field: 'body',
    cause: error,
  });
}

function checked(bytes: Buffer, field: string): ReceivedPhoto {
  const type = typeOf(bytes);
  if (!type) {
    throw new AppError('unsupported-media', `${field}: this is neither a JPEG nor a PNG`, { field });
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), type };
}

const JPEG = Buffer.of(0xff, 0xd8, 0xff);
const PNG = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function typeOf(bytes: Buffer): ReceivedPhoto['type'] | undefined {
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return { extension: 'jpg', contentType: 'image/jpeg' };
  if (bytes.subarray(0, PNG.length).equals(PNG)) return { extension: 'png', contentType: 'image/png' };
  return undefined;
}

function refused(code: 'bad-request' | 'too-large' | 'unsupported-media', message: string): AppError {
  return new AppError(code, message, { field: 'photos' });
}
