import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.mjs';

/** The networks that come from npm packages, grouped by package: `{ npm, integrity, files: [{ file, path, bytes, sha256 }] }`. */
export function readPackages(dir = join(ROOT, 'packages/vision/models')) {
  const packages = new Map();
  for (const name of readdirSync(dir).filter((entry) => entry.endsWith('.json'))) {
    const { file, bytes, sha256, source } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    if (!source) continue;
    const { npm, integrity, path } = source;
    const known = packages.get(npm) ?? { npm, integrity, files: [] };
    if (known.integrity !== integrity) throw new Error(`the model cards give ${npm} two integrities`);
    known.files.push({ file, path, bytes, sha256 });
    packages.set(npm, known);
  }
  return [...packages.values()];
}
