import { createPublicKey, type KeyObject } from 'node:crypto';
import { MAX_FIRMWARE_BYTES } from '@hadir/contracts';
import { AppError } from '@hadir/platform';
import type { Request, Response } from 'express';
import multer from 'multer';
import { receiveParts } from '../shared/receive-parts.ts';
import { ReleaseFields } from './firmware-schemas.ts';

export type ReceivedRelease = {
  readonly fields: ReleaseFields;
  readonly publicKey: KeyObject;
  readonly image: Buffer;
};

const reader = multer({
  storage: multer.memoryStorage(),
  limits: {
    files: 1,
    fileSize: MAX_FIRMWARE_BYTES,
    fields: 8,
    fieldSize: 10_000,
    parts: 9,
    headerPairs: 20,
  },
}).single('image');

/** Reads the multipart body; throws an AppError that names what is wrong with it. */
export async function receiveRelease(req: Request, res: Response): Promise<ReceivedRelease> {
  const expected = 'send multipart/form-data with the file image and the fields that describe it';
  await receiveParts({ reader, field: 'image', expected, overLimit }, req, res);
  const { file } = req;
  req.file = undefined;
  const parsed = ReleaseFields.safeParse({ ...req.body });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'body';
    throw new AppError('bad-request', `${field}: ${issue?.message ?? 'is not valid'}`, { field });
  }
  if (!file || file.size === 0) throw refused('bad-request', 'image', 'send one file of this name');
  return { fields: parsed.data, publicKey: readPublicKey(parsed.data.publicKey), image: file.buffer };
}

function overLimit(code: string): AppError {
  if (code === 'LIMIT_FILE_SIZE') {
    return refused('too-large', 'image', `at most ${MAX_FIRMWARE_BYTES} bytes, as a slot of the device has`);
  }
  return refused('bad-request', 'body', 'send one file named image, and the fields');
}

/** Of P-256 and nothing else. A private key would be taken as its public half, and has no business here. */
function readPublicKey(pem: string): KeyObject {
  if (/PRIVATE KEY/.test(pem)) {
    throw refused(
      'bad-request',
      'publicKey',
      'this is the private key: keep it to yourself, and make another',
    );
  }
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Said below.
  }
  throw refused('bad-request', 'publicKey', 'must be a public key on P-256 as PEM');
}

function refused(code: 'bad-request' | 'too-large', field: string, message: string): AppError {
  return new AppError(code, `${field}: ${message}`, { field });
}
