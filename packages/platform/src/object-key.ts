import { AppError } from './errors.ts';

const PART = /^(?!\.)[A-Za-z0-9!_.-]{1,128}$/;
const MAX_PARTS = 16;
const MAX_PAGE = 1000;

/** Returns the key, or throws `AppError('bad-request')`: a key can lead nowhere but into the store. */
export function checkedKey(key: string): string {
  const parts = key.split('/');
  if (parts.length <= MAX_PARTS && parts.every((part) => PART.test(part))) return key;
  throw new AppError('bad-request', 'an object key is parts of A-Z a-z 0-9 ! _ . - joined by "/"', {
    field: 'key',
  });
}

/** Returns the prefix when it is empty or a key that ends in '/': one folder's prefix can never match its neighbour's. */
export function checkedPrefix(prefix: string): string {
  if (prefix !== '' && !prefix.endsWith('/')) {
    throw new AppError('bad-request', 'an object prefix is empty or ends in "/"', { field: 'prefix' });
  }
  if (prefix !== '') checkedKey(prefix.slice(0, -1));
  return prefix;
}

/** The prefix of a deletion: never empty, so that nothing can empty the store. */
export function checkedDeletePrefix(prefix: string): string {
  if (prefix === '') throw new AppError('bad-request', 'name a prefix to delete', { field: 'prefix' });
  return checkedPrefix(prefix);
}

export function checkedLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit;
  throw new AppError('bad-request', `a page holds 1 to ${MAX_PAGE} keys`, { field: 'limit' });
}
