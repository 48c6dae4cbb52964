import { fileURLToPath } from 'node:url';
import { AppError } from './errors.ts';
import { createDirectoryStore } from './object-store-directory.ts';
import { createS3Store } from './object-store-s3.ts';

/**
 * Where photos and evidence live. Every method throws `DependencyUnavailable('object-store')` when the store does not
 * answer. A key is 1 to 16 parts of `A-Z a-z 0-9 ! _ . -` joined by `/`; a part is no longer than 128 and begins with no
 * dot. A prefix is empty or a key that ends in `/`. No key may be another key's folder.
 */
export type ObjectStore = {
  /** Replaces whatever is there; a reader sees the old bytes or the new ones, never a part. */
  put(key: string, bytes: Uint8Array, about: { readonly contentType: string }): Promise<void>;
  /** Throws `AppError('not-found')`. */
  get(key: string): Promise<Buffer>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Deletes everything under a prefix that is not empty. Answers how many objects went. */
  deletePrefix(prefix: string): Promise<number>;
  /** Keys under a prefix in ascending order, after `cursor`. */
  list(prefix: string, page: { readonly limit: number; readonly cursor?: string }): Promise<ObjectPage>;
  /** Makes the bucket or the directory when there is none. */
  prepare(): Promise<void>;
  close(): Promise<void>;
};

export type ObjectHead = { readonly bytes: number; readonly modifiedAt: Date };

export type ObjectPage = { readonly keys: readonly string[]; readonly nextCursor: string | null };

export type ObjectStoreOptions = {
  /** Of one call to an S3 server, in place of 10 s: for objects that take long to send. */
  readonly requestTimeoutMs?: number;
};

/**
 * `file:///absolute/directory`, or
 * `s3://bucket/prefix?region=…&endpoint=…&forcePathStyle=true&checksums=when-required` with credentials by the AWS SDK's
 * own variables. `checksums=when-required` is for S3-compatible servers that do not know the SDK's default checksums.
 */
export function createObjectStore(url: string, options: ObjectStoreOptions = {}): ObjectStore {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && url.startsWith('file:///')) return createDirectoryStore(fileURLToPath(parsed));
  if (parsed?.protocol === 's3:' && parsed.hostname)
    return createS3Store({ ...s3Options(parsed), ...options });
  throw new AppError(
    'bad-request',
    'an object store is file:///absolute/directory or s3://bucket/prefix?region=…',
  );
}

function s3Options({ hostname, pathname, searchParams }: URL): Parameters<typeof createS3Store>[0] {
  const endpoint = searchParams.get('endpoint');
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  return {
    bucket: hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: searchParams.get('region') ?? 'us-east-1',
    ...(endpoint ? { endpoint } : {}),
    forcePathStyle: searchParams.get('forcePathStyle') === 'true',
    checksums: searchParams.get('checksums') === 'when-required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
  };
}
