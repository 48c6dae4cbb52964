import { InvalidCursor } from './errors.ts';

/** What every list takes. `limit` is brought into 1 to 200; 50 unless told. */
export type PageRequest = {
  readonly limit?: number | undefined;
  readonly cursor?: string | null | undefined;
};

/** `nextCursor` is null on the last page. It names the last item, so rows added meanwhile shift nothing. */
export type Page<T> = { readonly items: T[]; readonly nextCursor: string | null };

export const LONGEST_PAGE = 200;
const DEFAULT_PAGE = 50;
const LONGEST_CURSOR = 1_000;

export type CursorKind = 'text' | 'moment';
type Key = readonly string[];

/** What an order is made of: a list's name, so that no cursor is taken to another list, and the kind of each key. */
export type Order<Row> = {
  readonly list: string;
  readonly kinds: readonly CursorKind[];
  /** The values by which the list is ordered; together they are unique. Moments as ISO 8601. */
  keyOf(row: Row): Key;
};

export function limitOf(request: PageRequest): number {
  const limit = Math.trunc(request.limit ?? DEFAULT_PAGE);
  return Math.min(Math.max(Number.isNaN(limit) ? DEFAULT_PAGE : limit, 1), LONGEST_PAGE);
}

/** `rows` holds one more than the limit when there is another page. */
export function pageOf<Row>(order: Order<Row>, request: PageRequest, rows: readonly Row[]): Page<Row> {
  const shown = rows.slice(0, limitOf(request));
  const last = shown.at(-1);
  const more = rows.length > shown.length && last !== undefined;
  return { items: shown, nextCursor: more ? encode(order.list, order.keyOf(last)) : null };
}

/** The key after which the page starts, or undefined for the first page. Throws InvalidCursor. */
export function startOf(order: Order<never>, request: PageRequest): Key | undefined {
  const { cursor } = request;
  if (cursor === undefined || cursor === null) return undefined;
  const [list, ...key] = decode(cursor);
  const fits = list === order.list && key.length === order.kinds.length;
  if (!fits || !key.every((value, index) => isKind(value, order.kinds[index]))) throw new InvalidCursor();
  return key;
}

function encode(list: string, key: Key): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

function decode(cursor: string): string[] {
  try {
    if (cursor.length > LONGEST_CURSOR) throw new InvalidCursor();
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw new InvalidCursor();
    return parts;
  } catch {
    throw new InvalidCursor();
  }
}

function isKind(value: string, kind: CursorKind | undefined): boolean {
  if (kind !== 'moment') return true;
  return !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
}
