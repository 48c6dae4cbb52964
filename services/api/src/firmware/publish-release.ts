import { createHash } from 'node:crypto';
import { keyFingerprint, readImageHeader, verifyRelease } from '@hadir/contracts';
import type { Database, FirmwareRelease } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { created } from '../shared/found.ts';
import type { ReceivedRelease } from './receive-release.ts';

export type FirmwareDeps = {
  readonly database: Pick<Database, 'firmwareReleases' | 'transaction'>;
  readonly announce: Pick<Announce, 'firmwareChanged'>;
};

/**
 * Keeps a release, whose size and SHA-256 are measured here, when its signature is good. Throws AppError unprocessable
 * `bad-signature` and `other-image`, conflict `another-key` and `taken`.
 */
export async function publishRelease(
  { database, announce }: FirmwareDeps,
  { fields, publicKey, image }: ReceivedRelease,
  actor: Actor,
): Promise<FirmwareRelease> {
  const { target, version, rolloutPercent, forced, newKey } = fields;
  const sha256 = createHash('sha256').update(image).digest('hex');
  const measured = { target, version, size: image.length, sha256 };
  const signature = Buffer.from(fields.signature, 'hex');
  if (!verifyRelease(publicKey, measured, signature)) {
    const message = 'signature: it is not that of this key over this target, version and image';
    throw new AppError('unprocessable', message, { field: 'signature', reason: 'bad-signature' });
  }
  checkImage(image, fields);
  const fingerprint = keyFingerprint(publicKey);
  const isKeyNew = await checkKey(database, { target, fingerprint, newKey });
  // Forms end their lines as mail does.
  const notes = fields.notes?.replaceAll('\r\n', '\n') || null;
  const deed = {
    actor,
    action: 'firmware.publish',
    subject: ({ id }: FirmwareRelease) => id,
    details: { target, version, sha256, rolloutPercent, forced, keyFingerprint: fingerprint, isKeyNew },
  };
  const release = created(
    await audited(database, deed, ({ firmwareReleases }) =>
      firmwareReleases.create({
        ...measured,
        image,
        signature,
        keyFingerprint: fingerprint,
        notes,
        rolloutPercent,
        forced,
        createdBy: actorName(actor),
      }),
    ),
  );
  await announce.firmwareChanged(target);
  return release;
}

/** A device that takes an image of another version says so, is offered this one again, and takes it again without end. */
function checkImage(image: Buffer, fields: Pick<ReceivedRelease['fields'], 'target' | 'version'>): void {
  const header = readImageHeader(image);
  if ('fault' in header) throw otherImage('image', `not an image of the Hadir firmware (${header.fault})`);
  for (const name of ['target', 'version'] as const) {
    if (header[name] === fields[name]) continue;
    throw otherImage(name, `the image says that it is ${header[name]}, not ${fields[name]}`);
  }
}

function otherImage(field: string, message: string): AppError {
  return new AppError('unprocessable', `${field}: ${message}`, { field, reason: 'other-image' });
}

type Signed = {
  readonly target: FirmwareRelease['target'];
  readonly fingerprint: string;
  readonly newKey: boolean;
};

/** Devices trust the one key that is built into them, so another is most likely a mistake. Answers whether it is another. */
async function checkKey(
  { firmwareReleases }: FirmwareDeps['database'],
  { target, fingerprint, newKey }: Signed,
): Promise<boolean> {
  const before = await firmwareReleases.latest(target);
  if (!before || before.keyFingerprint === fingerprint) return false;
  if (newKey) return true;
  const message = `publicKey: ${target} ${before.version} was signed by another key (${before.keyFingerprint.slice(0, 16)}…); devices with that key built in refuse this. Say newKey (--new-key) if that is meant`;
  throw new AppError('conflict', message, { field: 'publicKey', reason: 'another-key' });
}
