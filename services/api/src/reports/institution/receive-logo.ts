import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer from 'multer';
import { receiveParts } from '../../shared/receive-parts.ts';
import { checkLogo, type Logo, MAX_LOGO_BYTES } from './check-logo.ts';

const reader = multer({
  storage: multer.memoryStorage(),
  limits: { files: 1, fileSize: MAX_LOGO_BYTES, fields: 0, parts: 1, headerPairs: 20 },
}).single('logo');

/** Reads the one file of a multipart body. Throws AppError. */
export async function receiveLogo(req: Request, res: Response): Promise<Logo> {
  const expected = 'send multipart/form-data with a file named logo';
  await receiveParts({ reader, field: 'logo', expected, overLimit }, req, res);
  if (!req.file) throw new AppError('bad-request', 'logo: send one file of this name', { field: 'logo' });
  return checkLogo(req.file.buffer);
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') {
    return new AppError('too-large', `logo: must be at most ${MAX_LOGO_BYTES / 1024} KB`, { field: 'logo' });
  }
  return new AppError('bad-request', 'send one file named logo, and nothing else', { field: 'logo' });
}
