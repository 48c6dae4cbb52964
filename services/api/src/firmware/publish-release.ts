import { createHash } from 'node:crypto';
import { keyFingerprint, verifyRelease } from '@hadir/contracts';
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
 * `bad-signature`, conflict `another-key` and `taken`.
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
