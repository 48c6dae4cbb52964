import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type FirmwareTarget, signRelease } from '@hadir/contracts';
import { espImage } from '@hadir/local-stack/testing';
import type { Answer, Ask } from './ask.ts';

type Keys = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

export const newReleaseKeys = (): Keys => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export type WantedRelease = {
  readonly version: string;
  readonly target?: FirmwareTarget;
  readonly image?: Buffer;
  readonly keys: Keys;
  /** Fields to add or to send in place of the right ones. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly as?: string;
};

function imageOf(target: FirmwareTarget, version: string): Buffer {
  if (target === 'posix') return Buffer.from(`HADIRPOSIX ${version}\nworks`);
  return espImage({ version, chip: target === 'esp32' ? 0 : 9 });
}

/** Signs an image and publishes it. */
export function publish(
  ask: Ask,
  { version, target = 'esp32', image = imageOf(target, version), keys, fields = {}, as }: WantedRelease,
): Promise<Answer> {
  const sha256 = createHash('sha256').update(image).digest('hex');
  const signature = signRelease(keys.privateKey, { target, version, size: image.length, sha256 });
  const publicKey = String(keys.publicKey.export({ type: 'spki', format: 'pem' }));
  const form = new FormData();
  const all = { target, version, signature: signature.toString('hex'), publicKey, ...fields };
  for (const [name, value] of Object.entries(all)) form.append(name, value);
  form.append('image', new Blob([new Uint8Array(image)]), 'firmware.bin');
  return ask('POST', '/v1/firmware', { form, ...(as === undefined ? {} : { as }) });
}
