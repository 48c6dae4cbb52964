import type { IncomingMessage } from 'node:http';
import type { SignedFields } from '@hadir/contracts';
import { AppError } from '@hadir/platform';

/** When a device sent its request, by its clocks. */
export type Sent = Pick<SignedFields, 'bootId' | 'capturedAt' | 'capturedMono' | 'sentMono'>;

export type DownloadSlots = {
  /**
   * Holds a slot until the connection closes or the answer of this is called. A device has one: its former download is
   * hung up on, as its connection is most likely dead. Undefined when the client has hung up already. Throws AppError
   * conflict `under-way` for a request that is not newer than the one it would end, and unavailable `downloads` with
   * Retry-After while all are taken.
   */
  take(deviceId: string, sent: Sent, request: Pick<IncomingMessage, 'socket'>): (() => void) | undefined;
  count(): number;
  /** Hangs up on all: a device comes back by itself. From then on none is given. */
  close(): void;
};

type Held = { readonly sent: Sent; readonly socket: IncomingMessage['socket'] };

/** So that an update of all cameras at once leaves the network to the frames. */
const MAX_DOWNLOADS = 4;
/** Spread, so that those that wait do not come all at once. */
const retryAfterSeconds = (): number => 10 + Math.floor(Math.random() * 20);

export function createDownloadSlots(): DownloadSlots {
  const held = new Map<string, Held>();
  let isClosed = false;

  const checkRoom = (former: Held | undefined): void => {
    if (!isClosed && (former || held.size < MAX_DOWNLOADS)) return;
    const message = isClosed
      ? 'the server stops: come back'
      : `${MAX_DOWNLOADS} devices get firmware at this moment: come back`;
    throw new AppError('unavailable', message, {
      reason: 'downloads',
      retryAfterSeconds: retryAfterSeconds(),
    });
  };

  return {
    take(deviceId, sent, { socket }) {
      // Its close event is past, so nothing would tell of it any more.
      if (socket.destroyed) return undefined;
      const former = held.get(deviceId);
      checkRoom(former);
      if (former && !isNewer(sent, former.sent)) {
        const message = 'a download of this device is under way, and this request is not newer';
        throw new AppError('conflict', message, { reason: 'under-way', field: 'X-Sent-Mono' });
      }
      const own = { sent, socket };
      held.set(deviceId, own);
      // On one connection the former answer goes out first.
      if (former && former.socket !== socket) former.socket.destroy();
      const release = (): void => {
        socket.off('close', release);
        if (held.get(deviceId) === own) held.delete(deviceId);
      };
      socket.once('close', release);
      return release;
    },
    count: () => held.size,
    close() {
      isClosed = true;
      for (const { socket } of held.values()) socket.destroy();
    },
  };
}

/** False for a copy of that request and for an older one, which somebody may have read on its way. */
function isNewer(sent: Sent, former: Sent): boolean {
  if (sent.bootId === former.bootId) return sent.sentMono > former.sentMono;
  const areClocksSet = sent.capturedAt !== 0 && former.capturedAt !== 0;
  return !areClocksSet || sentAt(sent) > sentAt(former);
}

function sentAt({ capturedAt, capturedMono, sentMono }: Sent): number {
  return capturedAt + (sentMono - capturedMono);
}
