import { AppError } from '@hadir/platform';
import express, { type Request, type Response } from 'express';
import multer, { MulterError } from 'multer';

/** A semester of a large faculty is below one megabyte. */
const MAX_BYTES = 5 * 1024 * 1024;

const readFile = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: MAX_BYTES, fields: 0, parts: 1, headerPairs: 20 },
}).single('file');
const readText = express.raw({ type: 'text/calendar', limit: MAX_BYTES });

/** The text of a calendar, sent as `text/calendar` or as the file `file` of a form. Throws an AppError. */
export async function receiveCalendar(req: Request, res: Response): Promise<string> {
  if (req.is('text/calendar')) {
    await run(readText, req, res);
    return textOf(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
  }
  if (!req.is('multipart/form-data')) {
    const message = 'send the calendar as text/calendar, or as multipart/form-data with a file named file';
    throw new AppError('unsupported-media', message, { field: 'file' });
  }
  await run(readFile, req, res);
  if (!req.file) throw new AppError('bad-request', 'file: send one file of this name', { field: 'file' });
  return textOf(req.file.buffer);
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw new AppError('bad-request', 'file: it is empty', { field: 'file' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('unprocessable', 'file: it is not UTF-8; export it again', {
      field: 'file',
      reason: 'bad-calendar',
    });
  }
}

type Reader = (req: Request, res: Response, next: (error?: unknown) => void) => unknown;

function run(read: Reader, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void read(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error));
    });
  });
}

function refusalOf(error: unknown): AppError {
  const code = error instanceof MulterError ? error.code : '';
  const type = error instanceof Error && 'type' in error ? error.type : '';
  if (code === 'LIMIT_FILE_SIZE' || type === 'entity.too.large') {
    return new AppError('too-large', 'file: at most 5 MB; split it', { field: 'file' });
  }
  if (code.startsWith('LIMIT_')) {
    return new AppError('bad-request', 'send one file named file and nothing else', { field: 'file' });
  }
  return new AppError('bad-request', 'the body is broken or ended early', { field: 'body', cause: error });
}
