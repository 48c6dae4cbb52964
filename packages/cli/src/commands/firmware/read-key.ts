import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CliError } from '../../cli-error.ts';

/** The private key that signs releases. Throws CliError `no-file`, `bad-key`. */
export async function readReleaseKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Make one: hadir firmware keygen FILE', error);
  });
  const key = parse(pem);
  if (key?.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  const fix = 'Give the file that `hadir firmware keygen` wrote, not the public key.';
  throw new CliError('bad-key', `${file} is not a private key on P-256 as PEM.`, fix);
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
