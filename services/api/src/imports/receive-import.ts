import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer from 'multer';
import { receiveParts } from '../shared/receive-parts.ts';
import { ImportFields, MAX_IMPORT_BYTES } from './import-schemas.ts';

export type ReceivedImport = {
  readonly fields: ImportFields;
  readonly bytes: Buffer;
  /** For its ending alone: it is neither kept nor logged. */
  readonly fileName: string;
};

const reader = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: MAX_IMPORT_BYTES, fields: 5, fieldSize: 100, parts: 6, headerPairs: 20 },
}).single('file');

/** Reads the multipart body; throws an AppError that names what is wrong with it. */
export async function receiveImport(req: Request, res: Response): Promise<ReceivedImport> {
  const expected = 'send multipart/form-data with the fields kind and file';
  await receiveParts({ reader, field: 'file', expected, overLimit }, req, res);
  const { file } = req;
  req.file = undefined;
  const parsed = ImportFields.safeParse({ ...req.body });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'body';
    throw new AppError('bad-request', issue?.message ?? 'the fields are not valid', { field });
  }
  if (!file)
    throw new AppError('bad-request', 'file: send one .csv or .xlsx of this name', { field: 'file' });
  return { fields: parsed.data, bytes: file.buffer, fileName: file.originalname };
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') {
    const megabytes = MAX_IMPORT_BYTES / 1024 / 1024;
    return new AppError('too-large', `file: at most ${megabytes} MB; split it`, { field: 'file' });
  }
  const message = 'send one file named file, the field kind and options';
  return new AppError('bad-request', message, { field: 'body' });
}
