import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer from 'multer';
import { receiveParts } from '../shared/receive-parts.ts';
import { MAX_ATTACHMENT_BYTES } from './excuse-schemas.ts';

export type ReceivedAttachment = {
  readonly bytes: Buffer;
  readonly extension: 'pdf' | 'jpg' | 'png';
  readonly contentType: string;
};

const FIELD = 'attachment';
const reader = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: MAX_ATTACHMENT_BYTES, fields: 0, parts: 1, headerPairs: 20 },
}).single(FIELD);

/** What the first bytes say counts, and not what the sender says. */
const kinds = [
  { start: Buffer.from('%PDF-', 'latin1'), extension: 'pdf', contentType: 'application/pdf' },
  { start: Buffer.of(0xff, 0xd8, 0xff), extension: 'jpg', contentType: 'image/jpeg' },
  {
    start: Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    extension: 'png',
    contentType: 'image/png',
  },
] as const;

/** Reads the one file of the multipart field `attachment`; throws an AppError that says what is wrong with it. */
export async function receiveAttachment(req: Request, res: Response): Promise<ReceivedAttachment> {
  const expected = `send multipart/form-data with one file named ${FIELD}`;
  await receiveParts({ reader, field: FIELD, expected, overLimit }, req, res);
  const bytes = req.file?.buffer;
  if (!bytes) throw refused('bad-request', `${FIELD}: send one file of this name`);
  const kind = kinds.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (!kind) throw refused('unsupported-media', `${FIELD}: this is neither a PDF nor a JPEG nor a PNG`);
  const { extension, contentType } = kind;
  return { bytes, extension, contentType };
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') return refused('too-large', `${FIELD}: the file is larger than 5 MB`);
  return refused('bad-request', `send one file named ${FIELD}, and nothing else`);
}

function refused(code: 'bad-request' | 'too-large' | 'unsupported-media', message: string): AppError {
  return new AppError(code, message, { field: FIELD });
}
