import type { PersonRows } from '@hadir/db';
import { z } from 'zod';
import { decodeRows, encodeRows, Rows } from './cells.ts';

export type PersonContent = {
  readonly rows: PersonRows;
  /** The photos' bytes by the photo's id. */
  readonly photos: ReadonlyMap<string, Buffer>;
};

const LENGTH_BYTES = 4;

const Header = z.object({
  tables: z.record(z.string(), Rows),
  /** The number of each photo's bytes in the list that follows the header. */
  photos: z.array(z.object({ photoId: z.string(), bytes: z.number().int().nonnegative() })),
  lengths: z.array(z.number().int().nonnegative()),
});

/** Length of the header (4 bytes, big-endian), header as JSON, then all bytes one after another. */
export function encodePerson({ rows, photos }: PersonContent): Buffer {
  const parts: Buffer[] = [];
  const add = (bytes: Buffer): number => parts.push(bytes) - 1;
  const tables = Object.fromEntries(
    Object.entries(rows).map(([table, each]) => [table, encodeRows(each, add)]),
  );
  const images = [...photos].map(([photoId, bytes]) => ({ photoId, bytes: add(bytes) }));
  const lengths = parts.map(({ length }) => length);
  const header = Buffer.from(JSON.stringify({ tables, photos: images, lengths }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, ...parts]);
}

/** Throws for bytes that `encodePerson` has not made. */
export function decodePerson(content: Buffer): PersonContent {
  const headerEnd = LENGTH_BYTES + content.readUInt32BE();
  const header = Header.parse(JSON.parse(content.subarray(LENGTH_BYTES, headerEnd).toString()));
  const parts = cut(content.subarray(headerEnd), header.lengths);
  const bytesAt = (number: number): Buffer => {
    const bytes = parts[number];
    if (!bytes) throw new RangeError(`there are no bytes ${number}`);
    return bytes;
  };
  const tables = Object.entries(header.tables).map(([table, rows]) => [table, decodeRows(rows, bytesAt)]);
  return {
    rows: Object.fromEntries(tables),
    photos: new Map(header.photos.map(({ photoId, bytes }) => [photoId, bytesAt(bytes)])),
  };
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  let at = 0;
  const parts = lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  if (at !== bytes.length) throw new RangeError('the bytes are not as long as their header says');
  return parts;
}
