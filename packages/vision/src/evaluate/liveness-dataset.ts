import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EvaluationError } from './evaluation-error.ts';

/** Frames of a presentation that was recorded, in order. */
export type Recording = {
  readonly kind: 'genuine' | 'attack';
  /** Of an attack, as its folder is named. */
  readonly type: string;
  readonly name: string;
  readonly files: readonly string[];
};

/** What a folder holds: recordings, or photos of people of whom presentations are to be drawn. */
export type LivenessDataset =
  | { readonly recordings: readonly Recording[] }
  | { readonly people: readonly { readonly name: string; readonly files: readonly string[] }[] };

const IMAGE = /\.(jpe?g|png|pgm)$/i;
const naturally = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Recordings are genuine/NAME/*.jpg and attacks/TYPE/NAME/*.jpg; photos are known/PERSON/* or PERSON/*. Rejects with
 * EvaluationError when it is neither.
 */
export async function readLivenessDataset(dir: string): Promise<LivenessDataset> {
  const names = await folders(dir);
  if (names.includes('genuine') || names.includes('attacks'))
    return { recordings: await readRecordings(dir) };
  const peopleDir = names.includes('known') ? join(dir, 'known') : dir;
  const people = await namedFolders(peopleDir);
  if (people.length === 0) {
    throw new EvaluationError(`${dir}: neither genuine/NAME/*.jpg nor photos in a folder for each person`);
  }
  return { people };
}

async function readRecordings(dir: string): Promise<Recording[]> {
  const genuine = await namedFolders(join(dir, 'genuine'));
  const recordings: Recording[] = genuine.map((found) => ({ kind: 'genuine', type: 'recorded', ...found }));
  for (const type of await folders(join(dir, 'attacks'))) {
    const found = await namedFolders(join(dir, 'attacks', type));
    recordings.push(...found.map((attack) => ({ kind: 'attack' as const, type, ...attack })));
  }
  if (recordings.length === 0) throw new EvaluationError(`${dir}: no images in genuine/ or attacks/`);
  return recordings;
}

/** Folders with images in them. */
async function namedFolders(dir: string): Promise<{ name: string; files: string[] }[]> {
  const found: { name: string; files: string[] }[] = [];
  for (const name of await folders(dir)) {
    const files = (await readdir(join(dir, name))).filter((file) => IMAGE.test(file)).sort(naturally);
    if (files.length > 0) found.push({ name, files: files.map((file) => join(dir, name, file)) });
  }
  return found;
}

/** None where there is no such folder. */
async function folders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(naturally);
}
