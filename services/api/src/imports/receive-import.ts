import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { ImportFields, MAX_IMPORT_BYTES } from './import-schemas.ts';

export type ReceivedImport = {
  readonly fields: ImportFields;
  readonly bytes: Buffer;
  /** For its ending alone: it is neither kept nor logged. */
  readonly fileName: string;
};

const readParts = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: MAX_IMPORT_BYTES, fields: 5, fieldSize: 100, parts: 6, headerPairs: 20 },
}).single('file');

/** Reads the multipart body; throws an AppError that names what is wrong with it. */
export async function receiveImport(req: Request, res: Response): Promise<ReceivedImport> {
  if (!req.is('multipart/form-data')) {
    const message = 'send multipart/form-data with the fields kind and file';
    throw new AppError('unsupported-media', message, { field: 'file' });
  }
  await read(req, res);
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
  if (code === 'LIMIT_FILE_SIZE') {
    const megabytes = MAX_IMPORT_BYTES / 1024 / 1024;
    return new AppError('too-large', `file: at most ${megabytes} MB; split it`, { field: 'file' });
  }
  if (code.startsWith('LIMIT_')) {
    return new AppError('bad-request', 'send one file named file, the field kind and options', {
      field: 'body',
    });
  }
  return new AppError('bad-request', 'the multipart body is broken or ended early', {
    field: 'body',
    cause: error,
  });
}
