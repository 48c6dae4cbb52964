import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';

/** What `npm start` leaves in its data folder, readable by its owner alone, so that commands find the running stack. */
const LocalStack = z.object({
  redisUrl: z.string(),
  databaseUrl: z.string(),
  objectStoreUrl: z.string(),
  deviceKeySecret: z.string(),
  templateKeySecret: z.string(),
  apiUrl: z.url(),
  ingestUrl: z.url(),
  matcherUrls: z.array(z.url()),
  adminKey: z.string(),
  campusTimeZone: z.string().optional(),
});
export type LocalStack = z.infer<typeof LocalStack> & { readonly file: string };

const FILE = 'stack.json';
const FOLDER = '.hadir';

/** The stack of `dataDir`, or of the nearest `.hadir` from `cwd` upwards; undefined when there is none. */
export function findLocalStack(cwd: string, dataDir: string | undefined): LocalStack | undefined {
  const file = dataDir === undefined ? nearest(cwd) : join(resolve(cwd, dataDir), FILE);
  if (file === undefined) return undefined;
  if (!existsSync(file)) {
    throw new CliError(
      'no-stack',
      `There is no ${file}.`,
      'Start the stack with `npm start -- --data DIR` first.',
    );
  }
  return read(file);
}

function nearest(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, FOLDER, FILE);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

function read(file: string): LocalStack {
  try {
    return { ...LocalStack.parse(JSON.parse(readFileSync(file, 'utf8'))), file };
  } catch (error) {
    throw new CliError(
      'bad-stack-file',
      `${file} is not what \`npm start\` writes.`,
      'Stop the stack, start it again with `npm start`, and try again.',
      error,
    );
  }
}
