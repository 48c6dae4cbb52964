import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Frame, type FrameAnswer, wireHeaders } from '@hadir/contracts';
import type { FrameStore, Log, Queue } from '@hadir/platform';
import type { AdviseDevice } from './advise-device.ts';
import { authenticateDevice, type Upload } from './authenticate-device.ts';
import type { BacklogLimit } from './backlog-limit.ts';
import type { BootClock } from './boot-clock.ts';
import { dateFrame } from './date-frame.ts';
import type { DeviceCache } from './device-cache.ts';
import type { OfferFirmware } from './firmware/offer-firmware.ts';
import type { HealthNotes } from './note-health.ts';
import type { Observer } from './observe.ts';
import type { PendingBursts } from './pending-bursts.ts';
import type { RateLimit } from './rate-limit.ts';
import { UploadAborted } from './read-body.ts';
import type { ReadUpload } from './read-upload.ts';
import { readVitals } from './read-vitals.ts';
import { type Receipt, receiveFrame } from './receive-frame.ts';
import type { RecentOutcomes } from './recent-outcomes.ts';
import { refusalOf, refuse } from './refuse.ts';
import type { TouchDevice } from './touch-device.ts';

export type FrameDeps = {
  readonly devices: Pick<DeviceCache, 'find'>;
  readonly bootClock: BootClock;
  readonly rateLimit: RateLimit;
  readonly backlog: BacklogLimit;
  readonly readUpload: ReadUpload;
  readonly frameStore: Pick<FrameStore, 'put'>;
  readonly queue: Pick<Queue<Frame>, 'add' | 'exists'>;
  readonly recentOutcomes: Pick<RecentOutcomes, 'of' | 'isConfirming'>;
  readonly adviseDevice: AdviseDevice;
  readonly offerFirmware: OfferFirmware;
  readonly bursts: Pick<PendingBursts, 'take'>;
  readonly touchDevice: TouchDevice;
  readonly healthNotes: Pick<HealthNotes, 'taken' | 'refused'>;
  readonly observer: Observer;
  readonly log: Log;
};

/** Always answers, and never rejects. */
export type FrameHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `POST /v1/frames`: who sends, when it was captured, whether there is room for it, then the body. */
export function createFrameHandler(deps: FrameDeps): FrameHandler {
  return async (request, response) => {
    try {
      await handleFrame(deps, request, response);
    } catch (error) {
      refuseFrame(deps, request, response, error);
    }
  };
}

async function handleFrame(
  deps: FrameDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const receivedMs = Date.now();
  const upload = await authenticateDevice(deps, request.headers);
  const { device } = upload;
  deps.rateLimit.take(device.id, receivedMs);
  const capturedMs = await capturedAt(deps, upload, receivedMs);
  await deps.backlog.check();
  const bytes = await deps.readUpload(request, response);
  const receipt = await receiveFrame(deps, { upload, bytes, capturedMs, receivedMs });
  const recent = await deps.recentOutcomes.of(device.id);
  const nowMs = Date.now();
  const burst = await deps.bursts.take(device.id, nowMs);
  const isConfirming = deps.recentOutcomes.isConfirming(device.id, nowMs);
  answer(response, receipt, {
    frameId: receipt.frameId,
    serverTimeMs: nowMs,
    ...deps.adviseDevice({ device, headers: request.headers, isConfirming, nowMs }),
    firmware: deps.offerFirmware(device, request.headers),
    recent: [...recent],
    burst,
  });
  deps.touchDevice(device.id, nowMs);
  const vitals = readVitals(request.headers, nowMs);
  deps.healthNotes.taken(device.id, vitals);
  deps.observer.advised(device.id, vitals);
  deps.observer.accepted(receipt.isNew, bytes.length, nowMs - receivedMs);
  deps.log.info('frame received', {
    frameId: receipt.frameId,
    deviceId: device.id,
    bytes: bytes.length,
    isNew: receipt.isNew,
  });
}

function capturedAt(deps: FrameDeps, upload: Upload, receivedMs: number): number | Promise<number> {
  return upload.mode === 'signed' ? dateFrame(deps, upload.signed, receivedMs) : receivedMs;
}

/** 202 when the frame was taken now, 200 when it was here already. */
function answer(response: ServerResponse, { isNew }: Receipt, body: FrameAnswer): void {
  // ASCII throughout, and as a string it leaves in one write together with the headers.
  const text = JSON.stringify(body);
  response.writeHead(isNew ? 202 : 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': text.length,
  });
  response.end(text);
}

function refuseFrame(
  deps: FrameDeps,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (error instanceof UploadAborted) {
    deps.observer.aborted();
    response.destroy();
    return;
  }
  const expected = refusalOf(error);
  if (!expected) deps.log.error('frame failed', { error });
  const refusal = expected ?? { status: 500, code: 'internal', message: 'something went wrong here' };
  const deviceId = String(request.headers[wireHeaders.deviceId] ?? '');
  deps.observer.refused(refusal, deviceId);
  deps.healthNotes.refused(deviceId, refusal.code, request.headers, Date.now());
  refuse(request, response, refusal);
}
