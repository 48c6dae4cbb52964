import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const source = `${root}firmware/host`;
const folder = `${root}.hadir/firmware/host`;
const run = promisify(execFile);
const BUILD_TIMEOUT_MS = 240_000;

/** What a program said, for the report of a test that fails by it. */
class ToolFailed extends Error {
  constructor(command: string, error: unknown) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    super(`${command} failed:\n${stdout}\n${stderr || String(error)}`);
    this.name = 'ToolFailed';
  }
}

async function tool(command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(command, args, { timeout: BUILD_TIMEOUT_MS, maxBuffer: 32 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    throw new ToolFailed(`${command} ${args.join(' ')}`, error);
  }
}

async function build(...target: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await tool('cmake', ['-S', source, '-B', folder]);
  await tool('cmake', ['--build', folder, '--parallel', '2', ...target]);
}

/**
 * Builds the posix camera with sanitizers and answers the program's path; quick when nothing changed. Needs cmake, gcc,
 * libjpeg-dev and libmbedtls-dev.
 */
export async function buildCamera(): Promise<string> {
  await build('--target', 'hadir-camera-posix');
  return `${folder}/posix/hadir-camera-posix`;
}

/** Builds the core's tests with sanitizers and runs them; answers what ctest said. */
export async function runCoreTests(): Promise<string> {
  await build();
  return tool('ctest', ['--test-dir', folder, '--output-on-failure', '--no-tests=error']);
}
