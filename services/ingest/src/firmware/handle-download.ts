import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { coveringRelease, FIRMWARE_PATH, wireHeaders } from '@hadir/contracts';
import { AppError, DeadlineExceeded, DependencyUnavailable, type Log, withDeadline } from '@hadir/platform';
import { authenticateSigned } from '../authenticate-device.ts';
import type { BootClock } from '../boot-clock.ts';
import { dateFrame } from '../date-frame.ts';
import type { DeviceCache } from '../device-cache.ts';
import type { RateLimit } from '../rate-limit.ts';
import { refusalOf, refuse } from '../refuse.ts';
import type { DownloadSlots } from './download-slots.ts';
import type { ImageCache } from './image-cache.ts';
import type { DownloadObserver } from './observe-downloads.ts';
import type { Release, ReleaseCache } from './release-cache.ts';
import { readStart, sendImage } from './send-image.ts';

export type DownloadDeps = {
  readonly devices: Pick<DeviceCache, 'find'>;
  readonly bootClock: BootClock;
  readonly rateLimit: RateLimit;
  readonly releases: Pick<ReleaseCache, 'current'>;
  readonly images: ImageCache;
  readonly slots: Pick<DownloadSlots, 'take'>;
  readonly observer: DownloadObserver;
  /** For one answer. */
  readonly timeoutMs: number;
  readonly log: Log;
};

const EMPTY_SHA256 = hash('sha256', '', 'hex');
const IMAGE_TIMEOUT_MS = 10_000;
/** A camera that lost its power or its network does not hold a place for long. */
const STALL_MS = 30_000;

/** `GET /v1/firmware/:sha256`: always answers, and never rejects. */
export function createDownloadHandler(deps: DownloadDeps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await handleDownload(deps, request, response);
    } catch (error) {
      refuseDownload(deps, request, response, error);
    }
  };
}

async function handleDownload(
  deps: DownloadDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const receivedMs = Date.now();
  const path = request.url ?? '';
  const { device, signed } = await authenticateSigned(deps, request.headers, { method: 'GET', path });
  if (signed.sha256 !== EMPTY_SHA256) {
    const message = 'X-Content-Sha256 must be that of no bytes: the request has no body';
    throw new AppError('bad-request', message, { field: 'X-Content-Sha256', reason: 'malformed-header' });
  }
  deps.rateLimit.take(device.id, receivedMs);
  await dateFrame(deps, signed, receivedMs);
  const release = releaseFor(deps.releases, device.id, path.slice(FIRMWARE_PATH.length));
  const leave = deps.slots.take(device.id, signed, request);
  if (!leave) {
    deps.observer.ended('aborted', device.id, release.version, 0);
    return;
  }
  try {
    const image = await imageOf(deps.images, release);
    const start = readStart(request.headers.range);
    if (start >= image.length) throw new BeyondImage(image.length);
    const end = request.socket.destroyed
      ? 'aborted'
      : await sendImage(response, image, { start, timeoutMs: deps.timeoutMs, stallMs: STALL_MS });
    deps.observer.ended(end, device.id, release.version, image.length - start);
  } finally {
    leave();
  }
}

/** The release with this image that the device is to have. Whatever else there is at that path is nothing to it. */
function releaseFor(releases: DownloadDeps['releases'], deviceId: string, sha256: string): Release {
  const published = releases.current();
  if (!published) throw new DependencyUnavailable('database', new Error('releases are not known'));
  const release = published.find(
    (one) =>
      one.sha256 === sha256 && coveringRelease(published, { id: deviceId, target: one.target }) === one,
  );
  if (release) return release;
  throw new AppError('not-found', 'no such firmware is offered to this device: see the newest answer', {
    reason: 'not-offered',
  });
}

async function imageOf(images: ImageCache, { id, size }: Release): Promise<Buffer> {
  try {
    const image = await withDeadline(images.get(id), IMAGE_TIMEOUT_MS, 'the image was not read in time');
    if (image?.length === size) return image;
  } catch (error) {
    throw error instanceof DeadlineExceeded ? new DependencyUnavailable('database', error) : error;
  }
  throw new Error(`the image of release ${id} is not whole`);
}

/** A range that begins where the image ends, or later. */
class BeyondImage extends Error {
  readonly size: number;

  constructor(size: number) {
    super('the range begins beyond the image');
    this.size = size;
  }
}

function refuseDownload(
  { observer, log }: DownloadDeps,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const refusal = refusalFor(error);
  if (refusal.status === 500) log.error('firmware download failed', { error });
  observer.refused(refusal, String(request.headers[wireHeaders.deviceId] ?? ''));
  if (response.destroyed) return;
  if (error instanceof BeyondImage) response.setHeader('Content-Range', `bytes */${error.size}`);
  refuse(request, response, refusal);
}

function refusalFor(error: unknown) {
  if (error instanceof BeyondImage) {
    const message = `the image has ${error.size} bytes: begin anew`;
    return { status: 416, code: 'range-not-satisfiable', message, field: 'Range' };
  }
  return refusalOf(error) ?? { status: 500, code: 'internal', message: 'something went wrong here' };
}
