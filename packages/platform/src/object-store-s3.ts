import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError, DependencyUnavailable } from './errors.ts';
import { checkedDeletePrefix, checkedKey, checkedLimit, checkedPrefix } from './object-key.ts';
import type { ObjectPage, ObjectStore } from './object-store.ts';

export type S3StoreOptions = {
  readonly bucket: string;
  /** Empty, or ends in '/'. Comes before every key. */
  readonly prefix: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly forcePathStyle: boolean;
  readonly checksums: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED';
  /** Tries of one call, the first included. */
  readonly attempts?: number;
  readonly connectionTimeoutMs?: number;
  /** Of one try: sending, waiting and the first byte of the answer. */
  readonly requestTimeoutMs?: number;
};

/** Answers of one DeleteObjects call, and so the page of a deletion. */
const MAX_DELETED_AT_ONCE = 1000;

export function createS3Store(options: S3StoreOptions): ObjectStore {
  const client = createClient(options);
  const { bucket: Bucket, prefix: base } = options;
  const keyOf = (key: string): string => base + checkedKey(key);
  const listed = (prefix: string, limit: number, cursor?: string): Promise<ObjectPage> =>
    listPage(client, { Bucket, base, prefix, limit, ...(cursor === undefined ? {} : { cursor }) });
  return {
    put: (key, bytes, { contentType: ContentType }) =>
      guarded(async () => {
        await client.send(new PutObjectCommand({ Bucket, Key: keyOf(key), Body: bytes, ContentType }));
      }),
    get: (key) =>
      guarded(async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(key) }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      }),
    head: (key) =>
      unlessNotFound(async () => {
        const found = await client.send(new HeadObjectCommand({ Bucket, Key: keyOf(key) }));
        return { bytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) };
      }),
    delete: (key) =>
      guarded(async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(key) }));
      }),
    deletePrefix: (prefix) => guarded(() => deleteAll(client, options, checkedDeletePrefix(prefix), listed)),
    list: (prefix, { limit, cursor }) =>
      guarded(() => listed(checkedPrefix(prefix), checkedLimit(limit), cursor)),
    prepare: () => guarded(() => createMissingBucket(client, Bucket)),
    close: async () => client.destroy(),
  };
}

function createClient(options: S3StoreOptions): S3Client {
  const requestTimeout = options.requestTimeoutMs ?? 10_000;
  return new S3Client({
    region: options.region,
    ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    forcePathStyle: options.forcePathStyle,
    requestChecksumCalculation: options.checksums,
    responseChecksumValidation: options.checksums,
    maxAttempts: options.attempts ?? 3,
    requestHandler: {
      connectionTimeout: options.connectionTimeoutMs ?? 2_000,
      requestTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeout,
    },
  });
}

/** A bucket of Amazon's is made by its owner, with encryption and a policy; this is for a store beside us. */
async function createMissingBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (!(error instanceof Error && ['NoSuchBucket', 'NotFound'].includes(error.name))) throw error;
    await client.send(new CreateBucketCommand({ Bucket }));
  }
}

type ListInput = {
  readonly Bucket: string;
  readonly base: string;
  readonly prefix: string;
  readonly limit: number;
  readonly cursor?: string;
};

/** The cursor is the last key, not the server's token: it stays true when objects come and go in between. */
async function listPage(client: S3Client, input: ListInput): Promise<ObjectPage> {
  const { Bucket, base, prefix, limit, cursor } = input;
  const page = await client.send(
    new ListObjectsV2Command({
      Bucket,
      Prefix: base + prefix,
      MaxKeys: limit,
      ...(cursor ? { StartAfter: base + cursor } : {}),
    }),
  );
  const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key.slice(base.length)] : []));
  return { keys, nextCursor: page.IsTruncated ? (keys.at(-1) ?? null) : null };
}

async function deleteAll(
  client: S3Client,
  { bucket, prefix: base }: S3StoreOptions,
  prefix: string,
  listed: (prefix: string, limit: number) => Promise<ObjectPage>,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { keys, nextCursor } = await listed(prefix, MAX_DELETED_AT_ONCE);
    if (keys.length === 0) return deleted;
    const Objects = keys.map((key) => ({ Key: base + key }));
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Error(`${Errors.length} objects not deleted: ${Errors[0]?.Code}`);
    deleted += keys.length;
    if (nextCursor === null) return deleted;
  }
}

/** Only "no such key" is an answer; a missing bucket or refused credentials are a store that is not available. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) {
      throw new AppError('not-found', 'no such object', { cause: error });
    }
    throw new DependencyUnavailable('object-store', error);
  }
}

async function unlessNotFound<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await guarded(work);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}
