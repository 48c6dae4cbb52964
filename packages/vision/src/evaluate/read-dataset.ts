import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvaluationError } from './evaluation-error.ts';

/**
 * `protocol`: known/<person>/*, strangers/* and protocol.json, which names the photos to enrol and to probe with.
 * `folders`: one folder for each person; the first half of them, in natural order, is enrolled with their first photos and
 * probed with the others; the second half are the strangers.
 */
export type Layout = 'protocol' | 'folders';

export type Dataset = {
  readonly people: readonly {
    readonly personId: string;
    readonly enrol: readonly string[];
    readonly probe: readonly string[];
  }[];
  readonly strangers: readonly string[];
};

const IMAGE = /\.(jpe?g|png|pgm)$/i;
const naturally = new Intl.Collator('en', { numeric: true }).compare;

/** Paths of images. `enrol`: photos to enrol a person with in the `folders` layout. Rejects with EvaluationError. */
export async function readDataset(facesDir: string, layout: Layout, enrol: number): Promise<Dataset> {
  const dataset = layout === 'protocol' ? await readProtocol(facesDir) : await readFolders(facesDir, enrol);
  if (dataset.people.length < 2) throw new EvaluationError(`${facesDir}: fewer than two people to enrol`);
  if (dataset.strangers.length === 0) throw new EvaluationError(`${facesDir}: no strangers`);
  return dataset;
}

type Protocol = {
  readonly known: readonly { person: string; enrol: readonly string[]; probe: readonly string[] }[];
  readonly strangers?: readonly string[];
};

async function readProtocol(facesDir: string): Promise<Dataset> {
  const protocol = await parseProtocol(join(facesDir, 'protocol.json'));
  const strangersDir = join(facesDir, 'strangers');
  const strangers = protocol.strangers ?? (await list(strangersDir)).filter((name) => IMAGE.test(name));
  return {
    people: protocol.known.map(({ person, enrol, probe }) => {
      const inFolder = (name: string): string => join(facesDir, 'known', person, name);
      return { personId: person, enrol: enrol.map(inFolder), probe: probe.map(inFolder) };
    }),
    strangers: strangers.map((name) => join(strangersDir, name)),
  };
}

async function parseProtocol(file: string): Promise<Protocol> {
  try {
    const protocol = JSON.parse(await readFile(file, 'utf8')) as Protocol;
    if (Array.isArray(protocol.known)) return protocol;
  } catch (cause) {
    throw new EvaluationError(`${file} cannot be read as JSON`, { cause });
  }
  throw new EvaluationError(`${file} has no list "known"`);
}

async function readFolders(facesDir: string, enrol: number): Promise<Dataset> {
  const folders: { personId: string; photos: string[] }[] = [];
  for (const personId of await list(facesDir, 'folders')) {
    const names = (await list(join(facesDir, personId))).filter((name) => IMAGE.test(name));
    const photos = names.map((name) => join(facesDir, personId, name));
    if (photos.length > 0) folders.push({ personId, photos });
  }
  const half = Math.ceil(folders.length / 2);
  return {
    people: folders.slice(0, half).map(({ personId, photos }) => ({
      personId,
      enrol: photos.slice(0, enrol),
      probe: photos.slice(enrol),
    })),
    strangers: folders.slice(half).flatMap(({ photos }) => photos),
  };
}

async function list(dir: string, kind: 'files' | 'folders' = 'files'): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const wanted = entries.filter((entry) =>
      kind === 'folders' ? entry.isDirectory() : !entry.isDirectory(),
    );
    return wanted.map(({ name }) => name).sort(naturally);
  } catch (cause) {
    throw new EvaluationError(`${dir} cannot be read`, { cause });
  }
}
