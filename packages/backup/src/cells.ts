import { createHash } from 'node:crypto';
import type { Row } from '@hadir/db';
import { z } from 'zod';

/** A row's values as JSON: moments and JSON columns are marked, bytes lie in a list of their own. */
const Cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ $date: z.iso.datetime() }),
  z.object({ $json: z.string() }),
  z.object({ $bytes: z.number().int().nonnegative() }),
]);
type Cell = z.infer<typeof Cell>;
export const Rows = z.array(z.record(z.string(), Cell));
export type Rows = z.infer<typeof Rows>;

/** `addBytes` keeps a value's bytes and answers their number. */
export function encodeRows(rows: readonly Row[], addBytes: (bytes: Buffer) => number): Rows {
  return rows.map((row) => mapValues(row, (value) => encodeCell(value, addBytes)));
}

export function decodeRows(rows: Rows, bytesAt: (number: number) => Buffer): Row[] {
  return rows.map((row) => mapValues(row, (cell) => decodeCell(cell, bytesAt)));
}

/** For small tables: bytes are kept as base64 in `bytes`. */
export const Tables = z.object({ rows: z.record(z.string(), Rows), bytes: z.array(z.base64()) });

export function encodeTables(tables: Readonly<Record<string, readonly Row[]>>): z.infer<typeof Tables> {
  const bytes: string[] = [];
  const add = (each: Buffer): number => bytes.push(each.toString('base64')) - 1;
  return { rows: mapValues(tables, (rows) => encodeRows(rows, add)), bytes };
}

export function decodeTables({ rows, bytes }: z.infer<typeof Tables>): Record<string, Row[]> {
  const bytesAt = (number: number): Buffer => Buffer.from(bytes[number] ?? '', 'base64');
  return mapValues(rows, (each) => decodeRows(each, bytesAt));
}

/** SHA-256, in hex, of the rows' values in the order of their columns' names. */
export function digestRows(tables: Readonly<Record<string, readonly Row[]>>): string {
  const hash = createHash('sha256');
  for (const [table, rows] of Object.entries(tables).toSorted(byKey)) {
    const shown = encodeRows(rows, () => 0).map((row, at) => {
      const values = Object.entries(row).toSorted(byKey);
      return values.map(([column, cell]) => [column, bytesDigest(rows[at]?.[column]) ?? cell]);
    });
    hash.update(JSON.stringify([table, shown]));
  }
  return hash.digest('hex');
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function bytesDigest(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? createHash('sha256').update(value).digest('hex') : undefined;
}

function mapValues<From, To>(row: Readonly<Record<string, From>>, map: (value: From) => To) {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, map(value)]));
}

function encodeCell(value: unknown, addBytes: (bytes: Buffer) => number): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Buffer.isBuffer(value)) return { $bytes: addBytes(value) };
  return { $json: JSON.stringify(value) };
}

function decodeCell(cell: Cell, bytesAt: (number: number) => Buffer): unknown {
  if (typeof cell !== 'object' || cell === null) return cell;
  if ('$date' in cell) return new Date(cell.$date);
  return '$json' in cell ? cell.$json : bytesAt(cell.$bytes);
}
