import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAddons } from './native/addons.mjs';
import { cacheKey, faultOf, isPlaced, keep, openCache, place } from './native/cache.mjs';
import { compile } from './native/compile.mjs';
import { NativeBuildError } from './native/native-build-error.mjs';
import { findOpenCv } from './native/opencv.mjs';

export { NativeBuildError } from './native/native-build-error.mjs';
export { BUILD_PACKAGES, RUNTIME_PACKAGES } from './native/opencv.mjs';

/**
 * Makes the OpenCV binding (with SIFT) and the nearest-neighbour index loadable, from the user's cache when they were built
 * before. `log(text)` hears of progress, at most once a second. Answers how each addon came: 'in place', 'cache' or 'built'.
 * @throws {NativeBuildError}
 */
export async function buildNative({ root, log = () => {} }) {
  const openCv = findOpenCv();
  const cache = openCache();
  const came = {};
  for (const addon of findAddons(root)) came[addon.name] = await provide({ addon, openCv, cache, root, log });
  return came;
}

async function provide({ addon, openCv, cache, root, log }) {
  const key = cacheKey(addon, openCv);
  if (isPlaced(addon, key) && !faultOf(addon, addon.target)) return 'in place';
  const cached = join(cache, `${key}.node`);
  if (existsSync(cached)) {
    place(addon, key, cached);
    if (!faultOf(addon, addon.target)) return 'cache';
    rmSync(cached, { force: true });
  }
  place(addon, key, await keep(cache, key, (dir) => build({ addon, openCv, cache, dir, root, log })));
  return 'built';
}

async function build({ addon, openCv, cache, dir, root, log }) {
  log(`${addon.name}: compiling ${addon.fileCount} files against OpenCV ${openCv.version}`);
  addon.stage(dir, openCv);
  const logFile = join(cache, `${addon.name}.log`);
  let toldAt = 0;
  const onFile = (count) => {
    if (Date.now() - toldAt < 1000) return;
    toldAt = Date.now();
    log(`${addon.name}: ${count} of ${addon.fileCount} files compiled`);
  };
  await compile({ root, dir, logFile, onFile });
  const binary = join(dir, 'build/Release', `${addon.name}.node`);
  const fault = faultOf(addon, binary);
  if (fault) {
    const advice = 'the addon was built but does not work here; check that one OpenCV version is installed';
    throw new NativeBuildError(`${addon.name} does not load`, {
      advice,
      logTail: fault.split('\n'),
      logFile,
    });
  }
  return binary;
}

async function main() {
  const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
  const print = (text) => process.stdout.write(`${seconds()}  ${text}\n`);
  try {
    const came = await buildNative({ root, log: print });
    for (const [name, how] of Object.entries(came)) print(`${name}: ready (${how})`);
  } catch (error) {
    if (!(error instanceof NativeBuildError)) throw error;
    for (const line of error.logTail ?? []) process.stderr.write(`    ${line}\n`);
    process.stderr.write(`${error.message}\n${error.advice ?? ''}\n`);
    if (error.logFile) process.stderr.write(`the whole log: ${error.logFile}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
