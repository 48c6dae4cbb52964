import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { DeviceId } from './frame.ts';

/** The route that devices get an image from: this, and the SHA-256 of the image in hex. */
export const FIRMWARE_PATH = '/v1/firmware/';

/** What the firmware is built for. */
export const FIRMWARE_TARGETS = ['esp32', 'esp32s3', 'posix'] as const;
export const FirmwareTarget = z.enum(FIRMWARE_TARGETS, `must be one of: ${FIRMWARE_TARGETS.join(', ')}`);
export type FirmwareTarget = z.infer<typeof FirmwareTarget>;

/** A slot of firmware/partitions.csv: what an image may have at most. */
export const MAX_FIRMWARE_BYTES = 0x1e0000;

/** Of a release: three numbers of up to four digits. A device keeps 15 characters of it. */
export const FirmwareVersion = z
  .string()
  .regex(/^(0|[1-9]\d{0,3})(\.(0|[1-9]\d{0,3})){2}$/, 'use three numbers, such as 1.3.0');

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'use 64 lower-case hex digits');

/** An ECDSA signature of P-256 in DER, as hex: 8 to 72 bytes. */
export const FirmwareSignature = z
  .string()
  .regex(/^([0-9a-f]{2}){8,72}$/, 'use the DER in lower-case hex, at most 72 bytes');

/** In the answer to a frame: the firmware that the device is to have. */
export const FirmwareOffer = z.object({
  version: FirmwareVersion,
  /** Bytes. */
  size: z.int().min(1).max(MAX_FIRMWARE_BYTES),
  sha256,
  signature: FirmwareSignature,
  /** It is to be taken by a device with a newer version too. */
  forced: z.boolean(),
});
export type FirmwareOffer = z.infer<typeof FirmwareOffer>;

export type SignedRelease = {
  readonly target: FirmwareTarget;
  readonly version: string;
  readonly size: number;
  readonly sha256: string;
};

/** What the signature of a release covers. */
export function releaseSigningString({ target, version, size, sha256 }: SignedRelease): string {
  return ['HADIRFW1', target, version, size, sha256].join('\n');
}

/** ECDSA over SHA-256 of the signing string, DER. `key` is a private key on P-256. */
export function signRelease(key: KeyObject, release: SignedRelease): Buffer {
  return sign('sha256', Buffer.from(releaseSigningString(release)), key);
}

/** False as well for a signature that is none. `key` is a public key on P-256. */
export function verifyRelease(key: KeyObject, release: SignedRelease, signature: Buffer): boolean {
  return verify('sha256', Buffer.from(releaseSigningString(release)), key, signature);
}

/** Names a public key: SHA-256 of its SPKI in DER, as hex. */
export function keyFingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export type RunningFirmware = { readonly target: FirmwareTarget; readonly version: string };

/** What `X-Firmware` says; undefined when it is not of this project's firmware. */
export function parseFirmware(header: string | undefined): RunningFirmware | undefined {
  const match = /^hadir-(esp32|esp32s3|posix)\/(\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[0-9A-Za-z.-]{1,32})?)$/.exec(
    header ?? '',
  );
  const [, target, version] = match ?? [];
  return target && version ? { target: target as FirmwareTarget, version } : undefined;
}

/** Below 0 when `a` is older. What is built before a release (`1.3.0-dev`) is older than it; such are alike. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionParts(a), versionParts(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** Major, minor, patch, and 1 for a release. */
function versionParts(version: string): readonly number[] {
  const dash = version.indexOf('-');
  const numbers = (dash < 0 ? version : version.slice(0, dash)).split('.').map(Number);
  return [...numbers, dash < 0 ? 1 : 0];
}

/** What decides who gets a release. */
export type RolledOut = {
  readonly id: string;
  readonly target: FirmwareTarget;
  readonly version: string;
  /** 0 to 100. */
  readonly rolloutPercent: number;
  /** Since when the devices that it covers are to have this and nothing older or newer; null unless it is forced. */
  readonly forcedAt: Date | null;
  readonly createdAt: Date;
};

/**
 * Where a device stands in the roll-out of a release, 0 to 99: it is covered by every percentage above. It never moves, so
 * raising the percentage only adds devices, and each release begins with others.
 */
export function rolloutBucket(releaseId: string, deviceId: DeviceId): number {
  return createHash('sha256').update(`${releaseId} ${deviceId}`).digest().readUInt32BE(0) % 100;
}

/**
 * The release that a device is to have, whatever it runs now: of those for its target that cover it, the newest version.
 * One that was forced leaves out all that were published before it was, so that a device can be brought back to an older
 * version and stays there. `releases` are published ones, not withdrawn ones. Because this does not depend on the version
 * that runs, no two releases can take a device to and fro.
 */
export function coveringRelease<Release extends RolledOut>(
  releases: readonly Release[],
  { id, target }: { readonly id: DeviceId; readonly target: FirmwareTarget },
): Release | undefined {
  const covering = releases.filter((release) => release.target === target && isCovered(release, id));
  const forced = newest(
    covering.filter(({ forcedAt }) => forcedAt !== null),
    (a, b) => time(a.forcedAt) - time(b.forcedAt),
  );
  const since = time(forced?.forcedAt);
  const eligible = covering.filter((release) => release === forced || time(release.createdAt) > since);
  return newest(eligible, (a, b) => compareVersions(a.version, b.version));
}

/** All and none need no hash: this is asked for every frame. */
function isCovered({ id, rolloutPercent }: RolledOut, deviceId: DeviceId): boolean {
  if (rolloutPercent <= 0 || rolloutPercent >= 100) return rolloutPercent >= 100;
  return rolloutBucket(id, deviceId) < rolloutPercent;
}

/** True when a device that runs `running` is to be offered the release that it is to have. */
export function isUpdate(release: Pick<RolledOut, 'version' | 'forcedAt'>, running: string): boolean {
  const order = compareVersions(release.version, running);
  return order > 0 || (release.forcedAt !== null && release.version !== running);
}

function newest<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (best, item) => (best === undefined || compare(item, best) > 0 ? item : best),
    undefined,
  );
}

/** Before all times for none. */
function time(at: Date | null | undefined): number {
  return at?.getTime() ?? 0;
}

/** Tells ingest that releases were published, changed or withdrawn. */
export const FIRMWARE_CHANNEL = 'hadir:firmware-changed';
export const FirmwareChanged = z.object({ target: FirmwareTarget });
export type FirmwareChanged = z.infer<typeof FirmwareChanged>;
