import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseDeviceKey, signFrame } from '@hadir/contracts';
import { AppError } from '@hadir/platform';
import type { DeviceCache } from './device-cache.ts';
import type { KnownDevice } from './load-device.ts';
import { readDeviceId, readOptionalSha256, readSignedHeaders, type SignedHeaders } from './read-headers.ts';

/** Who sends, and what the headers say of the frame. */
export type Upload =
  | {
      readonly device: KnownDevice;
      readonly mode: 'signed';
      readonly signed: SignedHeaders;
      readonly sha256: string;
    }
  | { readonly device: KnownDevice; readonly mode: 'bearer'; readonly sha256: string | undefined };

type Deps = { readonly devices: Pick<DeviceCache, 'find'> };

/**
 * Names the device that sends and checks that it holds its key: by signature, or as a bearer where that is on for this
 * device. Throws AppError bad-request (header), unauthenticated (unknown device, wrong key), forbidden (revoked), and
 * DependencyUnavailable('database') when it cannot be known.
 */
export async function authenticateDevice({ devices }: Deps, headers: IncomingHttpHeaders): Promise<Upload> {
  const deviceId = readDeviceId(headers);
  const isBearer = headers.authorization !== undefined;
  const signed = isBearer ? undefined : readSignedHeaders(headers, deviceId);
  const sha256 = signed ? signed.sha256 : readOptionalSha256(headers);
  const device = await devices.find(deviceId);
  if (!device) {
    throw unauthenticated('unknown-device', 'no such device: add it, or correct X-Device-Id', 'X-Device-Id');
  }
  if (signed) checkSignature(device, signed);
  else checkBearer(device, headers.authorization ?? '');
  if (device.revoked) {
    throw new AppError('forbidden', 'this device was revoked', { reason: 'revoked', field: 'X-Device-Id' });
  }
  return signed
    ? { device, mode: 'signed', signed, sha256: signed.sha256 }
    : { device, mode: 'bearer', sha256 };
}

function checkSignature(device: KnownDevice, signed: SignedHeaders): void {
  if (!isEqual(signFrame(device.key, signed), signed.signature)) {
    const message = 'the signature is not that of this device’s key over these headers';
    throw unauthenticated('bad-signature', message, 'X-Signature');
  }
}

function checkBearer(device: KnownDevice, authorization: string): void {
  if (device.authMode !== 'bearer') {
    const message = 'a bearer key is not enabled for this device: sign the frame, or enable it';
    throw unauthenticated('bearer-not-enabled', message, 'Authorization');
  }
  const [scheme = '', text = ''] = authorization.split(' ');
  const key = scheme.toLowerCase() === 'bearer' ? parseDeviceKey(text) : undefined;
  if (!key || !timingSafeEqual(key, device.key)) {
    const message = 'Authorization must be "Bearer" and this device’s key (hdk_…)';
    throw unauthenticated('bad-key', message, 'Authorization');
  }
}

/** In constant time for texts of one length, which the formats fix. */
function isEqual(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

function unauthenticated(reason: string, message: string, field: string): AppError {
  return new AppError('unauthenticated', message, { reason, field });
}
