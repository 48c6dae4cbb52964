/** Bytes that arrived and are not consumed yet, in one growing buffer, so that small chunks cost no repeated copying. */
export type ByteWindow = {
  append(chunk: Buffer): void;
  /** Forgets the first `count` bytes. */
  consume(count: number): void;
  /** Position of `needle` at or after `from`; -1 when it is not there. */
  indexOf(needle: Buffer, from?: number): number;
  /** A copy. */
  slice(start: number, end: number): Buffer;
  length(): number;
};

export function createByteWindow(initialBytes = 65_536): ByteWindow {
  let buffer = Buffer.allocUnsafe(initialBytes);
  let start = 0;
  let end = 0;
  const view = (): Buffer => buffer.subarray(start, end);

  const makeRoom = (bytes: number): void => {
    if (end + bytes <= buffer.length) return;
    const kept = end - start;
    const target = kept + bytes <= buffer.length ? buffer : Buffer.allocUnsafe((kept + bytes) * 2);
    buffer.copy(target, 0, start, end);
    buffer = target;
    start = 0;
    end = kept;
  };

  return {
    append(chunk) {
      makeRoom(chunk.length);
      end += chunk.copy(buffer, end);
    },
    consume(count) {
      start = Math.min(end, start + count);
      if (start === end) start = end = 0;
    },
    indexOf: (needle, from = 0) => view().indexOf(needle, from),
    slice: (from, to) => Buffer.from(view().subarray(from, to)),
    length: () => end - start,
  };
}
