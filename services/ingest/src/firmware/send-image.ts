import type { ServerResponse } from 'node:http';
import type { DownloadEnd } from './observe-downloads.ts';

/** Where the answer begins. Only `bytes=N-` is looked at, as a device goes on where it stopped; else all is sent. */
export function readStart(range: string | undefined): number {
  const [, start] = /^bytes=(\d{1,15})-$/.exec(range ?? '') ?? [];
  return Number(start ?? 0);
}

type SendOptions = {
  /** The first byte that is sent. */
  readonly start: number;
  /** For all of it. */
  readonly timeoutMs: number;
  /** Without a byte getting on its way. */
  readonly stallMs: number;
};

/** Sends the bytes from `start` on, and answers how that ended. Hangs up on a client that is too slow. Never rejects. */
export function sendImage(
  response: ServerResponse,
  image: Buffer,
  { start, timeoutMs, stallMs }: SendOptions,
): Promise<DownloadEnd> {
  const rest = image.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': rest.length,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
    ...(start > 0 && { 'Content-Range': `bytes ${start}-${image.length - 1}/${image.length}` }),
  });
  const { socket } = response;
  return new Promise((resolve) => {
    const onSlow = (): void => settle('slow');
    const timer = setTimeout(onSlow, timeoutMs);
    const done = start > 0 ? 'part' : 'whole';
    // Node calls an answer finished as well when its connection went away.
    const onFinish = (): void => settle(socket?.destroyed ? 'aborted' : done);
    const onClose = (): void => settle('aborted');
    function settle(end: DownloadEnd): void {
      clearTimeout(timer);
      response.off('finish', onFinish).off('close', onClose).off('timeout', onSlow);
      if (end === 'slow') response.destroy();
      resolve(end);
    }
    response.once('finish', onFinish).once('close', onClose);
    // Node counts it as activity when bytes of a long write get on their way.
    response.setTimeout(stallMs, onSlow);
    response.end(rest);
  });
}
