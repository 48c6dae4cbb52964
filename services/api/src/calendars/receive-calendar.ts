import { AppError } from '@hadir/platform';
import express, { type Request, type Response } from 'express';
import multer from 'multer';
import { receiveParts, runReader } from '../shared/receive-parts.ts';

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
    await runReader(readText, req, res, tooLong);
    return textOf(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
  }
  const expected = 'send the calendar as text/calendar, or as multipart/form-data with a file named file';
  await receiveParts({ reader: readFile, field: 'file', expected, overLimit }, req, res);
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

function tooLong(error: unknown): AppError | undefined {
  const type = error instanceof Error && 'type' in error ? error.type : '';
  return type === 'entity.too.large' ? overLimit('LIMIT_FILE_SIZE') : undefined;
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') {
    return new AppError('too-large', 'file: at most 5 MB; split it', { field: 'file' });
  }
  return new AppError('bad-request', 'send one file named file and nothing else', { field: 'file' });
}
