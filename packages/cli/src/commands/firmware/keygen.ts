import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { keyFingerprint } from '@hadir/contracts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const firmwareKeygen = defineCommand({
  name: 'keygen',
  summary: 'Make the key that signs releases, and print its public half.',
  details:
    'ECDSA on P-256. FILE is for its owner alone to read; FILE.pub is built into the firmware. Whoever has FILE can make any camera run anything, and without it no camera in the field can be updated: keep it off the servers and outside the clone, with a copy in a safe.',
  examples: ['~/hadir-keys/release-key.pem'],
  input: { file: argument('<file>', 'where to write the private key; it must not be there yet', text) },
  async run({ file }) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = createPublicKey(privateKey);
    const publicPem = pemOf(publicKey, 'spki');
    await write(file, pemOf(privateKey, 'pkcs8'), 0o600);
    await write(`${file}.pub`, publicPem, 0o644).catch(async (error: unknown) => {
      // Half a pair is of no use, and would be in the way of the next attempt.
      await rm(file);
      throw error;
    });
    const fingerprint = keyFingerprint(publicKey);
    return {
      json: { file, publicKeyFile: `${file}.pub`, publicKey: publicPem, fingerprint },
      text: [
        `Wrote ${file} (keep it secret, and a copy safe) and ${file}.pub.`,
        '',
        publicPem.trimEnd(),
        '',
        `Fingerprint ${fingerprint}`,
        `Build it into the firmware: HADIR_RELEASE_KEY_FILE in menuconfig is the path of ${file}.pub.`,
      ].join('\n'),
    };
  },
});

function pemOf(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return String(type === 'spki' ? key.export({ type, format: 'pem' }) : key.export({ type, format: 'pem' }));
}

/** Never over another file: it may be the key of cameras that hang on walls. */
async function write(file: string, content: string, mode: number): Promise<void> {
  await writeFile(file, content, { mode, flag: 'wx' }).catch((error: unknown) => {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const message = isThere ? `${file} is there already.` : `${file} cannot be written.`;
    const fix = isThere ? 'Give another name; a key is never overwritten.' : 'Check the folder.';
    throw new CliError(isThere ? 'exists' : 'no-file', message, fix, error);
  });
}
