import { hash } from 'node:crypto';
import { bareFrameId, type Frame, signedFrameId } from '@hadir/contracts';
import { AppError, type FrameStore, type Queue } from '@hadir/platform';
import type { Upload } from './authenticate-device.ts';
import type { BacklogLimit } from './backlog-limit.ts';
import { checkJpeg } from './jpeg-header.ts';

type Deps = {
  readonly frameStore: Pick<FrameStore, 'put'>;
  readonly queue: Pick<Queue<Frame>, 'add' | 'exists'>;
  readonly backlog: Pick<BacklogLimit, 'add'>;
};

export type ReceivedFrame = {
  readonly upload: Upload;
  readonly bytes: Buffer;
  readonly capturedMs: number;
  readonly receivedMs: number;
};

export type Receipt = { readonly frameId: string; readonly isNew: boolean };

/**
 * Checks that the bytes are one whole JPEG and what the device said they are, keeps them, and queues the frame: bytes
 * first, then the job, so that a job never lacks its bytes. A frame that is here already is not queued again, unless its
 * job is missing because a former try failed half-way. Throws AppError unprocessable (checksum, truncated),
 * unsupported-media, too-large, conflict (same id, other bytes); DependencyUnavailable('redis').
 */
export async function receiveFrame(deps: Deps, received: ReceivedFrame): Promise<Receipt> {
  const { upload, bytes } = received;
  const sha256 = hash('sha256', bytes, 'hex');
  if (upload.sha256 !== undefined && upload.sha256 !== sha256) throw checksumMismatch();
  checkJpeg(bytes);
  const frameId = frameIdOf(upload, sha256);
  const put = await deps.frameStore.put(frameId, bytes, sha256);
  if (put === 'different') throw otherBytes();
  if (put === 'done') return { frameId, isNew: false };
  if (put === 'same' && (await deps.queue.exists(frameId))) return { frameId, isNew: false };
  await deps.queue.add(toFrame(received, frameId), frameId);
  deps.backlog.add(bytes.length);
  return { frameId, isNew: true };
}

function frameIdOf(upload: Upload, sha256: string): string {
  if (upload.mode === 'bearer') return bareFrameId(upload.device.id, sha256);
  return signedFrameId(upload.device.id, upload.signed.bootId, upload.signed.seq);
}

function toFrame({ upload, bytes, capturedMs, receivedMs }: ReceivedFrame, frameId: string): Frame {
  return {
    frameId,
    deviceId: upload.device.id,
    roomId: upload.device.roomId,
    capturedAt: new Date(capturedMs).toISOString(),
    receivedAt: new Date(receivedMs).toISOString(),
    bytes: bytes.length,
  };
}

function checksumMismatch(): AppError {
  const message = 'the body is not what X-Content-Sha256 says: resend the frame, at most twice';
  return new AppError('unprocessable', message, { field: 'X-Content-Sha256', reason: 'checksum-mismatch' });
}

function otherBytes(): AppError {
  const message = 'this device sent other bytes under the same boot id and sequence number: drop the frame';
  return new AppError('conflict', message, { field: 'X-Seq', reason: 'id-taken' });
}
