import { describe, expect, test } from 'vitest';
import { InvalidCursor } from './errors.ts';
import { limitOf, type Order, pageOf, startOf } from './page.ts';

type Row = { readonly at: string; readonly id: string };
const order: Order<Row> = { list: 'rows', kinds: ['moment', 'text'], keyOf: (row) => [row.at, row.id] };
const rows = [1, 2, 3].map((n) => ({ at: `2026-01-0${n}T00:00:00.000Z`, id: `é${n}` }));
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a page', () => {
  test('when there are more rows than the limit, then its cursor leads after the last one shown', () => {
    const page = pageOf(order, { limit: 2 }, rows);
    expect(page.items).toEqual(rows.slice(0, 2));
    expect(page.nextCursor).toMatch(/^[\w-]+$/);
    expect(startOf(order, { cursor: page.nextCursor })).toEqual(['2026-01-02T00:00:00.000Z', 'é2']);
  });

  test('when it is the last one, then there is no cursor', () => {
    expect(pageOf(order, { limit: 3 }, rows).nextCursor).toBeNull();
    expect(pageOf(order, {}, []).nextCursor).toBeNull();
  });

  test.each([
    [undefined, 50],
    [0, 1],
    [-3, 1],
    [7.9, 7],
    [201, 200],
    [Number.NaN, 50],
    [Number.POSITIVE_INFINITY, 200],
  ])('when %s rows are asked for, then it holds %s', (limit, expected) => {
    expect(limitOf({ limit })).toBe(expected);
  });
});

describe('a cursor', () => {
  test('when there is none, then the list starts at its beginning', () => {
    expect(startOf(order, {})).toBeUndefined();
    expect(startOf(order, { cursor: null })).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['not base64url', '§§§'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['no array', encoded({ list: 'rows' })],
    ["another list's", encoded(['others', '2026-01-01T00:00:00.000Z', 'a'])],
    ['too short', encoded(['rows', '2026-01-01T00:00:00.000Z'])],
    ['too long', encoded(['rows', '2026-01-01T00:00:00.000Z', 'a', 'b'])],
    ['of the wrong type', encoded(['rows', '2026-01-01T00:00:00.000Z', 7])],
    ['without a moment', encoded(['rows', 'yesterday', 'a'])],
    ['with a moment that is none', encoded(['rows', '2026-02-30T00:00:00.000Z', 'a'])],
    ['huge', encoded(['rows', '2026-01-01T00:00:00.000Z', 'a'.repeat(2_000)])],
  ])('when it is %s, then it is refused', (_, cursor) => {
    expect(() => startOf(order, { cursor })).toThrow(InvalidCursor);
  });
});
