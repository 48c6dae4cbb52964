import { createHash } from 'node:crypto';
import { AppError, ImageHeaderFault, type ImageSize, jpegSize, pngSize } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer from 'multer';
import { receiveParts } from '../shared/receive-parts.ts';
import { MAX_PHOTO_BYTES, MAX_PHOTOS } from './enrolment-schemas.ts';

export type ReceivedPhoto = {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly type: { readonly extension: 'jpg' | 'png'; readonly contentType: string };
};

const reader = multer({
  storage: multer.memoryStorage(),
  limits: { files: MAX_PHOTOS, fileSize: MAX_PHOTO_BYTES, fields: 0, parts: MAX_PHOTOS, headerPairs: 20 },
}).array('photos', MAX_PHOTOS);

/** Telephones take up to about this many; a matcher decodes a photo into several times as many bytes. */
const MAX_PIXELS = 50_000_000;

/** Reads the files of the multipart field `photos`; throws an AppError that names what is wrong with which. */
export async function receivePhotos(req: Request, res: Response): Promise<ReceivedPhoto[]> {
  const expected = 'send multipart/form-data with files named photos';
  await receiveParts({ reader, field: 'photos', expected, overLimit }, req, res);
  const files = Array.isArray(req.files) ? req.files : [];
  // The request lives on while the answer waits for a matcher; its bytes need not.
  req.files = [];
  if (files.length === 0) throw refused('bad-request', `photos: send 1 to ${MAX_PHOTOS} files of this name`);
  return files.map((file, at) => checked(file.buffer, `photos.${at + 1}`));
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') return refused('too-large', 'photos: a file is larger than 8 MB');
  if (code === 'LIMIT_FILE_COUNT' || code === 'LIMIT_PART_COUNT') {
    return refused('bad-request', `photos: send at most ${MAX_PHOTOS} files`);
  }
  const message = `send at most ${MAX_PHOTOS} files, all named photos, and nothing else`;
  return refused('bad-request', message);
}

function checked(bytes: Buffer, field: string): ReceivedPhoto {
  const kind = kinds.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (!kind) {
    throw new AppError('unsupported-media', `${field}: this is neither a JPEG nor a PNG`, { field });
  }
  checkSize(kind, bytes, field);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), type: kind.type };
}

type Kind = {
  readonly start: Buffer;
  readonly type: ReceivedPhoto['type'];
  readonly size: (bytes: Buffer) => ImageSize;
};

const kinds: readonly Kind[] = [
  {
    start: Buffer.of(0xff, 0xd8, 0xff),
    type: { extension: 'jpg', contentType: 'image/jpeg' },
    size: jpegSize,
  },
  {
    start: Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    type: { extension: 'png', contentType: 'image/png' },
    size: pngSize,
  },
];

/** A few bytes can promise more pixels than a matcher has memory for. */
function checkSize(kind: Kind, bytes: Buffer, field: string): void {
  const { width, height } = readSize(kind, bytes, field);
  if (width * height <= MAX_PIXELS) return;
  const message = `${field}: ${width} × ${height} is more than 50 megapixels; send it smaller`;
  throw new AppError('too-large', message, { field, reason: 'too-many-pixels' });
}

function readSize({ size }: Kind, bytes: Buffer, field: string): ImageSize {
  try {
    return size(bytes);
  } catch (error) {
    if (!(error instanceof ImageHeaderFault)) throw error;
    const message = `${field}: ${error.message}; export it again as a JPEG or PNG`;
    throw new AppError('unprocessable', message, { field, reason: 'bad-image' });
  }
}

function refused(code: 'bad-request' | 'too-large', message: string): AppError {
  return new AppError(code, message, { field: 'photos' });
}
