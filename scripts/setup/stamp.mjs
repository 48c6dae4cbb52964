import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, STATE_DIR } from './paths.mjs';

/** Remembers from which input a step was last done, so that the step is left out while the input is the same. */
export function createStamp(name) {
  const file = join(STATE_DIR, 'stamps', name);
  return {
    matches: (digest) => existsSync(file) && readFileSync(file, 'utf8') === digest,
    isYoungerThan: (ms) => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < ms,
    write: (digest) => {
      mkdirSync(join(STATE_DIR, 'stamps'), { recursive: true });
      writeFileSync(file, digest);
    },
    clear: () => rmSync(file, { force: true }),
  };
}

/** A digest of the contents of files. */
export function digestOfContents(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** A digest of the names, sizes and times of files: much quicker than reading them. */
export function digestOfTimes(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = statSync(join(ROOT, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** The workspace's packages, as paths from the root: `packages/db`, `services/api`, … */
export function packageFolders() {
  const within = (parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`);
  const folders = [...within('packages'), ...within('services'), 'tests'];
  return folders.filter((folder) => existsSync(join(ROOT, folder, 'package.json'))).sort();
}

/** All files below a folder, as paths from the root. */
export function filesBelow(folder) {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length + 1))
    .sort();
}
