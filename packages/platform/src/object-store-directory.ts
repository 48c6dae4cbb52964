import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, DependencyUnavailable } from './errors.ts';
import { checkedDeletePrefix, checkedKey, checkedLimit, checkedPrefix } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

/** Begins with a dot, so that it can be no key. */
const UNFINISHED = '.unfinished';

/** Objects as files under `root`, for one machine. The content type is not kept: nothing reads it back. */
export function createDirectoryStore(root: string): ObjectStore {
  return {
    put: (key, bytes) => guarded(() => writeWhole(root, checkedKey(key), bytes)),
    get: (key) =>
      guarded(async () => {
        const bytes = await unlessMissing(readFile(join(root, checkedKey(key))));
        if (!bytes) throw new AppError('not-found', 'no such object');
        return bytes;
      }),
    head: (key) =>
      guarded(async () => {
        const found = await unlessMissing(stat(join(root, checkedKey(key))));
        return found?.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : undefined;
      }),
    delete: (key) => guarded(() => remove(root, checkedKey(key))),
    deletePrefix: (prefix) =>
      guarded(async () => {
        let deleted = 0;
        for await (const key of keysUnder(root, checkedDeletePrefix(prefix), '')) {
          await remove(root, key);
          deleted += 1;
        }
        return deleted;
      }),
    list: (prefix, { limit, cursor = '' }) =>
      guarded(async () => {
        const keys: string[] = [];
        for await (const key of keysUnder(root, checkedPrefix(prefix), cursor)) {
          if (keys.length === checkedLimit(limit)) return { keys, nextCursor: keys.at(-1) ?? null };
          keys.push(key);
        }
        return { keys, nextCursor: null };
      }),
    prepare: () =>
      guarded(async () => {
        await mkdir(root, { recursive: true });
      }),
    close: async () => undefined,
  };
}

/** Written aside, flushed to the disk, then renamed: after a crash there is the old object, the new one or none. */
async function writeWhole(root: string, key: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(root, UNFINISHED, randomUUID());
  await mkdir(dirname(unfinished), { recursive: true });
  try {
    await writeFlushed(unfinished, bytes);
    await moveInto(unfinished, join(root, key));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx', 0o600);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file?.close();
  }
}

/** A deletion of the folder's last object may take the folder away between the two steps: then once more. */
async function moveInto(from: string, to: string, attemptsLeft = 5): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || attemptsLeft === 0) throw error;
    await moveInto(from, to, attemptsLeft - 1);
  }
}

async function remove(root: string, key: string): Promise<void> {
  await rm(join(root, key), { force: true });
  for (let folder = dirname(key); folder !== '.'; folder = dirname(folder)) {
    const emptied = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!emptied) return;
  }
}

/** Keys in the order of their whole text, as S3 lists them: a folder sorts as its name with '/'. */
async function* keysUnder(root: string, prefix: string, after: string): AsyncGenerator<string> {
  const entries = (await unlessMissing(readdir(join(root, prefix), { withFileTypes: true }))) ?? [];
  const names = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    const key = prefix + name;
    if (!name.endsWith('/')) {
      if (key > after) yield key;
    } else if (key > after || after.startsWith(key)) {
      yield* keysUnder(root, key, after);
    }
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new DependencyUnavailable('object-store', error);
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
