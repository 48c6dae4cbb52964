import type { ServerResponse } from 'node:http';
import type { DownloadEnd } from './observe-downloads.ts';

/** Where the answer begins. Only `bytes=N-` is looked at, as a device goes on where it stopped; else all is sent. */
export function readStart(range: string | undefined): number {
  const [, start] = /^bytes=(\d{1,15})-$/.exec(range ?? '') ?? [];
  return Number(start ?? 0);
}

/** Sends the bytes from `start` on, and answers how that ended, at most `timeoutMs` later. Never rejects. */
export function sendImage(
  response: ServerResponse,
  image: Buffer,
  { start, timeoutMs }: { readonly start: number; readonly timeoutMs: number },
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
    const timer = setTimeout(() => settle('slow'), timeoutMs);
    const done = start > 0 ? 'part' : 'whole';
    // Node calls an answer finished as well when its connection went away.
    const onFinish = (): void => settle(socket?.destroyed ? 'aborted' : done);
    const onClose = (): void => settle('aborted');
    function settle(end: DownloadEnd): void {
      clearTimeout(timer);
      response.off('finish', onFinish).off('close', onClose);
      if (end === 'slow') response.destroy();
      resolve(end);
    }
    response.once('finish', onFinish).once('close', onClose);
    response.end(rest);
  });
}
