import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

/** Node.js itself is what the set-up cannot install. */
export const nodeVersion = {
  title: 'Check Node.js',
  isDone: () => isAtLeast(process.versions.node, wantedVersion()),
  run() {
    const wanted = wantedVersion();
    throw new SetupError(`Hadir needs Node.js ${wanted} or newer; this is ${process.versions.node}.`, {
      advice: 'Install a maintained release from https://nodejs.org, then run this again.',
    });
  },
};

function wantedVersion() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return engines.node.replace('>=', '');
}

/** Compares dotted versions: `20.19.1` is at least `20.19`. */
export function isAtLeast(version, wanted) {
  const [have, need] = [version, wanted].map((text) => text.split('.').map(Number));
  for (const [index, part] of need.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
