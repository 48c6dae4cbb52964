import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pause } from '@hadir/platform';
import { afterEach, expect, test } from 'vitest';
import type { DownloadEnd } from './observe-downloads.ts';
import { readStart, sendImage } from './send-image.ts';

/** More than the system's buffers between two sockets hold. */
const IMAGE = Buffer.alloc(64 * 1024 * 1024, 'image');

let server: Server | undefined;
afterEach(() => server?.close());

/** Asks a server for IMAGE, and gives the answer, of which nothing is read yet, and how it ends there. */
async function ask({
  timeoutMs = 30_000,
  stallMs = 30_000,
} = {}): Promise<{ answer: IncomingMessage; end: Promise<DownloadEnd> }> {
  let ended: Promise<DownloadEnd> | undefined;
  server = createServer((_request, response) => {
    ended = sendImage(response, IMAGE, { start: 0, timeoutMs, stallMs });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, host: '127.0.0.1', agent: false });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  return { answer, end: ended ?? Promise.reject(new Error('nothing was sent')) };
}

test('when the image is read, then it ended whole', async () => {
  const { answer, end } = await ask();
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  expect([bytes, await end]).toEqual([IMAGE.length, 'whole']);
});

test.each([
  ['in all', { timeoutMs: 300 }],
  ['to stand still', { stallMs: 300 }],
])(
  'when nobody reads on, then the sender is hung up on in the time that it has %s',
  async (_what, limits) => {
    const { answer, end } = await ask(limits);
    expect(await end).toBe('slow');
    const closed = new Promise((resolve) => answer.once('close', resolve));
    answer.resume();
    await closed;
    expect(answer.complete).toBe(false);
  },
);

test('when the image is read slowly but steadily, then it is not taken for standing still', async () => {
  const { answer, end } = await ask({ stallMs: 250 });
  const startedAt = performance.now();
  let bytes = 0;
  for await (const chunk of answer) {
    const before = bytes;
    bytes += (chunk as Buffer).length;
    // A pause of 50 ms after each 4 MB.
    if (bytes >> 22 > before >> 22) await pause(50);
  }
  expect([bytes, await end]).toEqual([IMAGE.length, 'whole']);
  expect(performance.now() - startedAt).toBeGreaterThan(500);
});

test('when the client hangs up, then it ended at once', async () => {
  const { answer, end } = await ask();
  answer.destroy();
  expect(await end).toBe('aborted');
});

test.each([
  [undefined, 0],
  ['bytes=0-', 0],
  ['bytes=123-', 123],
  ['bytes=123-200', 0],
  ['bytes=-1', 0],
  ['bytes=1234567890123456-', 0],
])('when the range is %j, then it begins at %d', (range, start) => {
  expect(readStart(range)).toBe(start);
});
