import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const source = `${root}firmware/host`;
const build = `${root}.hadir/firmware/host`;
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

/** Builds the core, its tests and the posix camera, with sanitizers; quick when nothing changed. Needs cmake, gcc, libjpeg-dev and libmbedtls-dev. */
export async function buildFirmware(): Promise<{ readonly camera: string; readonly folder: string }> {
  await mkdir(build, { recursive: true });
  await tool('cmake', ['-S', source, '-B', build]);
  await tool('cmake', ['--build', build, '--parallel', '2']);
  return { camera: `${build}/posix/hadir-camera-posix`, folder: build };
}

/** Runs the core's tests; answers what ctest said. */
export function runCoreTests(folder: string): Promise<string> {
  return tool('ctest', ['--test-dir', folder, '--output-on-failure', '--no-tests=error']);
}
