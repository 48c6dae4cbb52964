import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import { MulterError } from 'multer';

type Reader = (req: Request, res: Response, next: (error?: unknown) => void) => unknown;

type Parts = {
  /** Made with multer. */
  readonly reader: Reader;
  /** The field of the file, which a refusal names. */
  readonly field: string;
  /** What to send, for a body that is no form. */
  readonly expected: string;
  /** The refusal of a body that is over multer's limit of this code, such as LIMIT_FILE_SIZE. */
  readonly overLimit: (code: string) => AppError;
};

/** Reads a multipart body into `req.file` or `req.files`. Throws an AppError that names what is wrong with it. */
export async function receiveParts(parts: Parts, req: Request, res: Response): Promise<void> {
  if (!req.is('multipart/form-data')) {
    throw new AppError('unsupported-media', parts.expected, { field: parts.field });
  }
  await runReader(parts.reader, req, res, (error) => {
    return error instanceof MulterError && error.code.startsWith('LIMIT_')
      ? parts.overLimit(error.code)
      : undefined;
  });
}

/** Runs what reads a body; `refusalOf` may know what its error means, else the body is broken. */
export function runReader(
  reader: Reader,
  req: Request,
  res: Response,
  refusalOf: (error: unknown) => AppError | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    void reader(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(refusalOf(error) ?? broken(error));
    });
  });
}

function broken(cause: unknown): AppError {
  return new AppError('bad-request', 'the body is broken or ended early', { field: 'body', cause });
}
