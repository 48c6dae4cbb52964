import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseDeviceKey, type SignedFields, signFrame } from '@hadir/contracts';
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
  const device = await findDevice(devices, deviceId);
  if (signed) checkSignature(device, signed);
  else checkBearer(device, headers.authorization ?? '');
  checkInForce(device);
  return signed
    ? { device, mode: 'signed', signed, sha256: signed.sha256 }
    : { device, mode: 'bearer', sha256 };
}

type Signed = { readonly device: KnownDevice; readonly signed: SignedHeaders };
type Target = Required<Pick<SignedFields, 'method' | 'path'>>;

/**
 * Names the device that sends another request than a frame, which must be signed, and by a device that signs its frames
 * too. Throws as `authenticateDevice` does.
 */
export async function authenticateSigned(
  { devices }: Deps,
  headers: IncomingHttpHeaders,
  target: Target,
): Promise<Signed> {
  const deviceId = readDeviceId(headers);
  if (headers.authorization !== undefined) {
    throw unauthenticated('bearer-not-enabled', 'no key is taken here: sign the request', 'Authorization');
  }
  const signed = readSignedHeaders(headers, deviceId);
  const device = await findDevice(devices, deviceId);
  checkSignature(device, { ...signed, ...target });
  checkInForce(device);
  if (device.authMode !== 'signed') {
    const message = 'this is for devices that sign their frames';
    throw new AppError('forbidden', message, { reason: 'must-sign', field: 'X-Device-Id' });
  }
  return { device, signed };
}

async function findDevice(devices: Deps['devices'], deviceId: string): Promise<KnownDevice> {
  const device = await devices.find(deviceId);
  if (device) return device;
  throw unauthenticated('unknown-device', 'no such device: add it, or correct X-Device-Id', 'X-Device-Id');
}

function checkInForce(device: KnownDevice): void {
  if (!device.revoked) return;
  throw new AppError('forbidden', 'this device was revoked', { reason: 'revoked', field: 'X-Device-Id' });
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
