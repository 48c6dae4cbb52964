import type { IncomingHttpHeaders } from 'node:http';
import { coveringRelease, type FirmwareOffer, isUpdate, parseFirmware, wireHeaders } from '@hadir/contracts';
import type { KnownDevice } from '../load-device.ts';
import type { ReleaseCache } from './release-cache.ts';

type Deps = { readonly releases: Pick<ReleaseCache, 'current'> };
type Device = Pick<KnownDevice, 'id' | 'authMode'>;

/** What a device is to run instead of what its headers say that it runs; undefined when that is right, or not known. */
export type OfferFirmware = (device: Device, headers: IncomingHttpHeaders) => FirmwareOffer | undefined;

/** A bearer device is offered nothing: it cannot sign, so it could not get it. */
export function createOfferFirmware({ releases }: Deps): OfferFirmware {
  return (device, headers) => {
    const header = headers[wireHeaders.firmware];
    const running = parseFirmware(typeof header === 'string' ? header : undefined);
    if (!running || device.authMode !== 'signed') return undefined;
    const release = coveringRelease(releases.current() ?? [], { id: device.id, target: running.target });
    if (!release || !isUpdate(release, running.version)) return undefined;
    return {
      version: release.version,
      size: release.size,
      sha256: release.sha256,
      signature: release.signature.toString('hex'),
      forced: release.forcedAt !== null,
    };
  };
}
