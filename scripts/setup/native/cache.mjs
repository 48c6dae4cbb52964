import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECK = fileURLToPath(new URL('./check-addon.mjs', import.meta.url));
const CHECK_TIMEOUT_MS = 30_000;
const ASIDE = '.building-';
/** No build takes this long: a folder that old was left by one that was killed. */
const ABANDONED_AFTER_MS = 6 * 3600 * 1000;

/** The user's cache of built addons; a temporary folder where the home cannot be written. */
export function openCache() {
  const wanted = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hadir/native');
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch {
    const fallback = join(tmpdir(), `hadir-native-${process.getuid?.() ?? 'user'}`);
    mkdirSync(fallback, { recursive: true });
    return fallback;
  }
}

/** What makes a binary fit: addon, OpenCV, Node's ABI, machine, and every file of the recipe. */
export function cacheKey(addon, openCv) {
  const hash = createHash('sha256');
  for (const file of addon.recipe) hash.update(basename(file)).update('\0').update(readFileSync(file));
  const { platform, arch, versions } = process;
  const digest = hash.digest('hex').slice(0, 12);
  return `${addon.name}-${addon.version}-opencv${openCv.version}-abi${versions.modules}-${platform}-${arch}-${digest}`;
}

/** Undefined when the addon loads and works here, else why not. */
export function faultOf(addon, file) {
  const check = spawnSync(process.execPath, [CHECK, addon.name, file], {
    encoding: 'utf8',
    timeout: CHECK_TIMEOUT_MS,
  });
  if (check.status === 0) return undefined;
  return check.stderr.trim() || `the check ended with ${check.signal ?? check.status}`;
}

/** Puts `source` where the package looks for it, whole or not at all, with its key beside it. */
export function place(addon, key, source) {
  mkdirSync(dirname(addon.target), { recursive: true });
  const aside = `${addon.target}.${process.pid}`;
  copyFileSync(source, aside);
  renameSync(aside, addon.target);
  writeFileSync(`${addon.target}.key`, key);
}

/** True when the addon in place was made under this key. */
export function isPlaced(addon, key) {
  const marker = `${addon.target}.key`;
  return existsSync(addon.target) && existsSync(marker) && readFileSync(marker, 'utf8') === key;
}

/** Runs `build(dir)` in a folder aside and keeps the binary it returns. Two builders at once each finish; the later rename wins. */
export async function keep(cache, key, build) {
  sweepAbandoned(cache);
  const aside = mkdtempSync(join(cache, ASIDE));
  try {
    const binary = await build(aside);
    const cached = join(cache, `${key}.node`);
    renameSync(binary, cached);
    return cached;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function sweepAbandoned(cache) {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(ASIDE))) {
    const dir = join(cache, name);
    const age = Date.now() - (statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > ABANDONED_AFTER_MS) rmSync(dir, { recursive: true, force: true });
  }
}
