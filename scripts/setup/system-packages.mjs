import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_DIR } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const APT_GET = '/usr/bin/apt-get';
const PROGRAM_DIRS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const OPENCV_DIRS = [process.env.OPENCV_INCLUDE_DIR, '/usr/include/opencv4', '/usr/local/include/opencv4'];

export const program = (name) => ({
  dirs: [...PROGRAM_DIRS, ...(process.env.PATH ?? '').split(':')],
  file: name,
});
const opencvHeader = (name) => ({ dirs: OPENCV_DIRS, file: `opencv2/${name}` });
const header = (name) => ({ dirs: ['/usr/include', '/usr/local/include'], file: name });

/** Debian's and Ubuntu's name of each package, and the file that shows that it is there. */
export const SYSTEM_PACKAGES = {
  'g++': program('g++'),
  make: program('make'),
  python3: program('python3'),
  'util-linux': program('setpriv'),
  'libopencv-calib3d-dev': opencvHeader('calib3d.hpp'),
  'libopencv-dnn-dev': opencvHeader('dnn.hpp'),
  'libopencv-objdetect-dev': opencvHeader('objdetect.hpp'),
  'redis-server': program('redis-server'),
  'mariadb-server': program('mariadbd'),
};

/** What only the tests need: they build the camera's firmware for this computer. */
export const TEST_PACKAGES = {
  cmake: program('cmake'),
  'libjpeg-dev': header('jpeglib.h'),
  'libmbedtls-dev': header('mbedtls/pk.h'),
};

export function missingPackages(packages = SYSTEM_PACKAGES) {
  const isThere = ({ dirs, file }) => dirs.some((dir) => dir && existsSync(join(dir, file)));
  return Object.keys(packages).filter((name) => !isThere(packages[name]));
}

export const systemPackages = installing('System packages', SYSTEM_PACKAGES);
export const testPackages = installing('System packages for the tests', TEST_PACKAGES);

/** The step of a set-up that provides these packages. */
export function installing(title, packages) {
  return {
    title,
    isDone: () => missingPackages(packages).length === 0,
    run: ({ update }) => install(packages, update),
  };
}

async function install(packages, update) {
  const missing = missingPackages(packages);
  if (!existsSync(APT_GET)) throw notDebian(missing);
  const { asRoot, options } = aptFor(missing, update);
  await runApt(asRoot, ['update'], options);
  await runApt(asRoot, ['install', '-y', '--no-install-recommends', ...missing], options);
  const still = missingPackages(packages);
  if (still.length > 0) throw new SetupError(`apt-get installed no ${still.join(', ')}.`, options);
}

/**
 * Has apt learn what there is when it knows of nothing yet, as in a fresh container: it would say of every package that there is
 * none. Throws SetupError when that needs a password, or fails.
 */
export async function learnPackages(missing) {
  if (!existsSync(APT_GET) || hasPackageLists()) return;
  const { asRoot, options } = aptFor(missing);
  await runApt(asRoot, ['update'], options);
  // An archive that is not reached is a warning to apt.
  if (!hasPackageLists()) throw new SetupError('apt-get update fetched no list of packages.', options);
}

/** Whether apt knows any package of an archive. */
export function hasPackageLists(dir = '/var/lib/apt/lists') {
  return existsSync(dir) && readdirSync(dir).some((name) => /_Packages(\.\w+)?$/.test(name));
}

function aptFor(missing, onLine) {
  const asRoot = rootPrefix();
  if (asRoot === undefined) throw notRoot(missing);
  const options = {
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    logFile: join(LOG_DIR, 'setup-system-packages.log'),
    advice: `Look at the log, mend what it says, or run it by hand:\n  ${installCommand(missing)}`,
    onLine,
  };
  return { asRoot, options };
}

/** The one line that a person with sudo can paste. */
export function installCommand(packages) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

function runApt(asRoot, args, options) {
  // Another apt (unattended upgrades after boot, say) is waited for instead of failing at once.
  const waiting = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const [command, ...rest] = [...asRoot, 'apt-get', ...waiting, ...args];
  return runCommand(command, rest, options);
}

/** What stands before a command to run it as root, or undefined when that would need a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const { status } = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore', timeout: 10_000 });
  if (status !== 0) return undefined;
  return ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8'];
}

function notRoot(missing) {
  const message = `These system packages are missing, and installing them needs your password: ${missing.join(', ')}.`;
  return new SetupError(message, { advice: `Run this, then start again:\n  ${installCommand(missing)}` });
}

function notDebian(missing) {
  const advice =
    'Install what your distribution calls them (a C++ compiler, make, Python 3, util-linux, the headers of OpenCV 4 with calib3d, dnn and objdetect, Redis, MariaDB; for the tests CMake, libjpeg and Mbed TLS), then start again.';
  return new SetupError(
    `Not a Debian or Ubuntu system, and these packages are missing: ${missing.join(', ')}.`,
    { advice },
  );
}
