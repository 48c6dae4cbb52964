import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  FIRMWARE_PATH,
  type FirmwareTarget,
  keyFingerprint,
  type SignedFields,
  sha256Hex,
  signedHeaders,
  signRelease,
} from '@hadir/contracts';
import type { FirmwareRelease } from '@hadir/db';
import { publishFirmwareChanged } from '@hadir/platform';
import { freshFields } from './send-frame.ts';
import type { AddedDevice, TestIngest } from './test-ingest.ts';

export const releaseKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

type Wanted = {
  readonly version: string;
  readonly image?: Buffer;
  readonly target?: FirmwareTarget;
  readonly rolloutPercent?: number;
  readonly forced?: boolean;
};

/** A release as the api writes it, and the news of it. */
export async function publishRelease(
  { database, redis }: Pick<TestIngest, 'database' | 'redis'>,
  { version, image = randomBytes(5000), target = 'esp32', rolloutPercent = 100, forced = false }: Wanted,
): Promise<FirmwareRelease> {
  const signed = { target, version, size: image.length, sha256: sha256Hex(image) };
  const release = await database.firmwareReleases.create({
    ...signed,
    image,
    rolloutPercent,
    forced,
    signature: signRelease(releaseKeys.privateKey, signed),
    keyFingerprint: keyFingerprint(releaseKeys.publicKey),
    notes: null,
    createdBy: 'test',
  });
  await publishFirmwareChanged(redis, { target });
  return release;
}

/** Withdraws all that is published, and tells of it. */
export async function withdrawAll({ database, redis }: Pick<TestIngest, 'database' | 'redis'>) {
  for (const { id } of await database.firmwareReleases.published()) {
    await database.firmwareReleases.withdraw(id, 'test');
  }
  await publishFirmwareChanged(redis, { target: 'esp32' });
}

let asked = 0;

/** The signed headers of a request for an image, each newer than the one before. */
export function downloadHeaders(
  device: AddedDevice,
  sha256: string,
  changes: Partial<SignedFields> = {},
): Record<string, string> {
  asked += 1;
  const fields = freshFields(device, Buffer.alloc(0), {
    capturedMono: 60_000 + asked,
    sentMono: 60_000 + asked,
    method: 'GET',
    path: `${FIRMWARE_PATH}${sha256}`,
    ...changes,
  });
  return signedHeaders(device.key, fields);
}

export function downloadUrl({ port }: { readonly port: number }, sha256: string): string {
  return `http://127.0.0.1:${port}${FIRMWARE_PATH}${sha256}`;
}
