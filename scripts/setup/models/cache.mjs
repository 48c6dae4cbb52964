import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Aside folders begin with this; no download takes as long as an hour, so an older one was left by one that was killed. */
export const ASIDE = '.fetching-';
const ABANDONED_AFTER_MS = 3600 * 1000;

/** Where the networks of npm packages are kept for all clones of a user. The same rule stands in packages/vision/src/network/find-model-dirs.ts. */
export function modelCache() {
  const wanted = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hadir/models');
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch {
    const fallback = join(tmpdir(), `hadir-models-${process.getuid?.() ?? 'user'}`);
    mkdirSync(fallback, { recursive: true });
    return fallback;
  }
}

/** Of a package's files those that are not there whole. Only sizes are looked at: content was checked when it was put there. */
export function missingFiles(dir, files) {
  return files.filter(
    ({ file, bytes }) => statSync(join(dir, file), { throwIfNoEntry: false })?.size !== bytes,
  );
}

export function sweepAbandoned(dir) {
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith(ASIDE))) {
    const age = Date.now() - (statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > ABANDONED_AFTER_MS) rmSync(join(dir, name), { recursive: true, force: true });
  }
}
