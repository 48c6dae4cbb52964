import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, STATE_DIR } from '../setup/paths.mjs';
import { createProgress } from '../setup/progress.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import {
  installCommand,
  installing,
  learnPackages,
  missingPackages,
  program,
} from '../setup/system-packages.mjs';

export const FIRMWARE = join(ROOT, 'firmware');
export const BUILD = join(STATE_DIR, 'firmware');

const LLVM = '22';
export const clang = `clang-${LLVM}`;
export const llvm = (tool) => `${tool}-${LLVM}`;

/** Debian's packages by what needs them. */
export const PACKAGES = {
  esp32: { [clang]: program(clang), [`llvm-${LLVM}`]: program(llvm('llc')), ...crossLibrary() },
  emulated: {
    'gcc-xtensa-lx106': program('xtensa-lx106-elf-gcc'),
    'qemu-user': program('qemu-xtensa'),
    ...crossLibrary(),
  },
  fuzz: {
    cmake: program('cmake'),
    [clang]: program(clang),
    [`libclang-rt-${LLVM}-dev`]: {
      dirs: [`/usr/lib/llvm-${LLVM}/lib/clang/${LLVM}/lib/linux`],
      file: `libclang_rt.fuzzer-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.a`,
    },
  },
  board: { [clang]: program(clang) },
};

/** The headers of a C library for Xtensa. */
export const LIBRARY = '/usr/lib/xtensa-lx106-elf';

function crossLibrary() {
  return { 'picolibc-xtensa-lx106-elf': { dirs: ['/usr/lib/xtensa-lx106-elf'], file: 'picolibc.specs' } };
}

/**
 * Installs what is missing when that needs no password. Answers the packages that this distribution does not have; throws
 * SetupError when they are there but cannot be installed.
 */
export async function provide(packages) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return [];
  await learnPackages(missing);
  const unknown = missing.filter((name) => !isOffered(name));
  if (unknown.length > 0) return unknown;
  const step = installing('System packages for the firmware', packages);
  const shown = createProgress().start(step.title);
  try {
    await step.run(shown);
    shown.done();
  } catch (error) {
    shown.fail();
    throw error;
  }
  return [];
}

export function adviceFor(packages) {
  return installCommand(missingPackages(packages));
}

function isOffered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', timeout: 30_000 });
  return /Candidate: (?!\(none\))/.test(stdout ?? '');
}

/** Runs a tool to its end and answers its output. Throws SetupError with what it said. */
export function run(command, args, { timeoutMs = 120_000, ...options } = {}) {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
  } catch (error) {
    const tail = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-40);
    throw new SetupError(`${command} failed: ${error.code ?? `exit ${error.status}`}.`, {
      tail,
      cause: error,
    });
  }
}
