import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../packages/cli/bin/hadir.mjs', import.meta.url));
const TIMEOUT_MS = 60_000;

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs `hadir` as an operator does, with these variables and no others. */
export function runHadir(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const options = { env: { PATH: process.env.PATH ?? '', ...env }, timeout: TIMEOUT_MS };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, stdout, stderr });
    });
    child.stdin?.end();
  });
}
