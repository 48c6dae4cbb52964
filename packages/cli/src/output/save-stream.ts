import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';

/** Writes beside the file and renames at the end: whoever finds the file finds all of it. Answers its bytes. */
export async function saveStream(body: AsyncIterable<Uint8Array>, file: string): Promise<number> {
  const partial = `${file}.partial`;
  try {
    await pipeline(body, createWriteStream(partial));
    const { size } = await stat(partial);
    await rename(partial, file);
    return size;
  } catch (error) {
    await rm(partial, { force: true });
    throw brokeOff(`${file} was not written`, error);
  }
}

export async function printStream(body: AsyncIterable<Uint8Array>): Promise<void> {
  await pipeline(body, process.stdout, { end: false }).catch((error: unknown) => {
    throw brokeOff('The answer broke off', error);
  });
}

function brokeOff(what: string, cause: unknown): CliError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CliError(
    'broke-off',
    `${what}: ${why}.`,
    'Check the folder and the disk, and try again.',
    cause,
  );
}
