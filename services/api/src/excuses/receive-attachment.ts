import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { MAX_ATTACHMENT_BYTES } from './excuse-schemas.ts';

export type ReceivedAttachment = {
  readonly bytes: Buffer;
  readonly extension: 'pdf' | 'jpg' | 'png';
  readonly contentType: string;
};

const FIELD = 'attachment';
const readPart = multer({
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
  if (!req.is('multipart/form-data')) {
    throw refused('unsupported-media', `send multipart/form-data with one file named ${FIELD}`);
  }
  await read(req, res);
  const bytes = req.file?.buffer;
  if (!bytes) throw refused('bad-request', `${FIELD}: send one file of this name`);
  const kind = kinds.find(({ start }) => bytes.subarray(0, start.length).equals(start));
  if (!kind) throw refused('unsupported-media', `${FIELD}: this is neither a PDF nor a JPEG nor a PNG`);
  const { extension, contentType } = kind;
  return { bytes, extension, contentType };
}

function read(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void readPart(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error));
    });
  });
}

function refusalOf(error: unknown): AppError {
  const code = error instanceof MulterError ? error.code : '';
  if (code === 'LIMIT_FILE_SIZE') return refused('too-large', `${FIELD}: the file is larger than 5 MB`);
  if (code.startsWith('LIMIT_'))
    return refused('bad-request', `send one file named ${FIELD}, and nothing else`);
  return new AppError('bad-request', 'the multipart body is broken or ended early', {
    field: 'body',
    cause: error,
  });
}

function refused(code: 'bad-request' | 'too-large' | 'unsupported-media', message: string): AppError {
  return new AppError(code, message, { field: FIELD });
}
