import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A slow line takes minutes for 40 MB; a dead one must not hold a start for longer. */
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;
const UNPACK_TIMEOUT_MS = 60_000;
const NPM_FLAGS = ['--fetch-retries=1', '--fetch-timeout=60000', '--loglevel=error', '--json'];

/**
 * Downloads a package's tarball into `dir` and answers its path. npm does it, so that its registry, proxy and sign-in apply; none
 * of the package's scripts run.
 */
export async function fetchTarball(npm, dir) {
  const args = ['pack', npm, '--ignore-scripts', `--pack-destination=${dir}`, ...NPM_FLAGS];
  // Run elsewhere than in the clone, whose package.json concerns other packages.
  await run('npm', args, { cwd: dir, timeout: DOWNLOAD_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
  const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm left no tarball of ${npm}`);
  return join(dir, tarball);
}

/** Unpacks only the named members. */
export async function unpack(tarball, dir, members) {
  await run('tar', ['-xzf', tarball, '-C', dir, '--no-same-owner', ...members], {
    timeout: UNPACK_TIMEOUT_MS,
  });
}
