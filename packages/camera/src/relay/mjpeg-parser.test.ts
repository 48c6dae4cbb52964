import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { STOCK_BOUNDARY } from '../testing/stream-server.ts';
import { wholeJpeg } from './jpeg-bytes.ts';
import { createMjpegParser, type SkipReason } from './mjpeg-parser.ts';

const random = createRandom('mjpeg-parser');
const pool = Buffer.from(Array.from({ length: 65_536 }, () => random.integer(256)));
const bytes = (length: number): Buffer => {
  const from = random.integer(pool.length - length);
  return pool.subarray(from, from + length);
};
const texts = (buffers: readonly Buffer[]): string[] => buffers.map((buffer) => buffer.toString('base64'));
const jpeg = (length: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), bytes(length), Buffer.from([0xff, 0xd9])]);
const boundary = STOCK_BOUNDARY;
const sized = (body: Buffer, length = body.length): Buffer =>
  Buffer.concat([
    Buffer.from(`\r\n--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`),
    body,
  ]);
const unsized = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`\r\n--${boundary}\r\nContent-Type: image/jpeg\r\n\r\n`), body]);
const end = Buffer.from(`\r\n--${boundary}--\r\n`);

function* randomChunks(stream: Buffer): Generator<Buffer> {
  for (let at = 0; at < stream.length; ) {
    const size = 1 + random.integer(random.integer(4) === 0 ? 5 : 2_000);
    yield stream.subarray(at, at + size);
    at += size;
  }
}

function parse(chunks: Iterable<Buffer>, options: { boundary?: string; maxPartBytes?: number } = {}) {
  const parts: Buffer[] = [];
  const skipped: SkipReason[] = [];
  const parser = createMjpegParser({
    boundary,
    ...options,
    onPart: (part) => parts.push(part),
    onSkip: (reason) => skipped.push(reason),
  });
  for (const chunk of chunks) parser.push(chunk);
  return { jpegs: parts.map(wholeJpeg).filter((part) => part !== undefined), parts, skipped };
}

describe('createMjpegParser', () => {
  it('when a stream is cut at random, then every part comes out whole, stated length or not', () => {
    for (let round = 0; round < 200; round += 1) {
      const frames = Array.from({ length: 5 }, () => jpeg(random.integer(6_000)));
      const stream = Buffer.concat([
        ...frames.map((frame) => (random.integer(2) ? sized(frame) : unsized(frame))),
        end,
      ]);
      const { jpegs, skipped } = parse(randomChunks(stream));
      expect(texts(jpegs)).toEqual(texts(frames));
      expect(skipped).toEqual([]);
    }
  });

  it('when a part states its length, then it is handed on before the next boundary comes', () => {
    const frame = jpeg(1_000);
    expect(texts(parse([sized(frame)]).jpegs)).toEqual(texts([frame]));
    expect(texts(parse([unsized(frame)]).jpegs)).toEqual(texts([]));
  });

  it('when bytes arrive one by one, then the parts are the same', () => {
    const frames = [jpeg(300), jpeg(0), jpeg(77)];
    const stream = Buffer.concat([sized(jpeg(10)), ...frames.map(unsized), end]);
    expect(texts(parse([...stream].map((byte) => Buffer.from([byte]))).jpegs.slice(1))).toEqual(
      texts(frames),
    );
  });

  it.each([
    ['too long', 700],
    ['too short', -200],
  ])('when a stated length is %s, then that frame is lost and the ones after it are not', (_, error) => {
    const [bad, good] = [jpeg(1_000), jpeg(1_200)];
    const stream = Buffer.concat([sized(bad, bad.length + error), sized(good), sized(good), end]);
    const { jpegs } = parse(randomChunks(stream));
    expect(texts(jpegs)).toEqual(texts([good, good]));
  });

  it.each([true, false])(
    'when a part is over the limit (length stated: %s), then it is skipped and counted',
    (stated) => {
      const [huge, good] = [jpeg(50_000), jpeg(500)];
      const stream = Buffer.concat([stated ? sized(huge) : unsized(huge), sized(good), unsized(good), end]);
      const { jpegs, skipped } = parse(randomChunks(stream), { maxPartBytes: 10_000 });
      expect(texts(jpegs)).toEqual(texts([good, good]));
      expect(skipped[0]).toBe('too-large');
    },
  );

  it('when garbage stands between frames, then all frames whose boundaries are whole come out', () => {
    for (let round = 0; round < 200; round += 1) {
      const frames = Array.from({ length: 4 }, () => jpeg(random.integer(3_000)));
      const stream = Buffer.concat(
        frames.flatMap((frame) => [
          Buffer.from(random.integer(2) ? `\r\n--${boundary}` : ''),
          bytes(random.integer(9_000)),
          sized(frame),
        ]),
      );
      expect(texts(parse(randomChunks(stream)).jpegs)).toEqual(texts(frames));
    }
  });

  it('when the boundary parameter carries the hyphens or the lines end in LF, then frames are found', () => {
    const frame = jpeg(400);
    const stream = Buffer.concat([
      Buffer.from(`--myboundary\nContent-type: image/jpg\ncontent-length: ${frame.length}\n\n`),
      frame,
    ]);
    expect(texts(parse([stream], { boundary: '--myboundary' }).jpegs)).toEqual(texts([frame]));
  });

  it('when nothing but noise arrives, then nothing comes out', () => {
    const { parts } = parse(Array.from({ length: 100 }, () => bytes(20_000)));
    expect(parts).toEqual([]);
  });
});

describe('wholeJpeg', () => {
  it('when a frame is padded after its end marker, then the padding goes', () => {
    const frame = jpeg(20);
    expect(wholeJpeg(Buffer.concat([frame, Buffer.alloc(7)]))).toEqual(frame);
  });

  it('when the start or the end marker is missing, then there is no frame', () => {
    const frame = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
    expect(wholeJpeg(frame.subarray(1))).toBeUndefined();
    expect(wholeJpeg(frame.subarray(0, -1))).toBeUndefined();
    expect(wholeJpeg(Buffer.alloc(0))).toBeUndefined();
  });
});
