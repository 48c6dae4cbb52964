import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Running = {
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
};

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 30_000;

/** Starts the real `hadir` with no environment but `env`, in `cwd` (a folder outside any clone unless told). */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = tmpdir(),
): Running {
  requireFreshBuild();
  const child = spawn(process.execPath, [join(PACKAGE, 'bin/hadir.mjs'), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { ended, stdout: () => stdout, stderr: () => stderr, kill: (signal) => child.kill(signal) };
}

export function runCliProcess(...given: Parameters<typeof startCli>): Promise<Ended> {
  return startCli(...given).ended;
}

/** A test of an old build proves nothing. */
function requireFreshBuild(): void {
  const newest = Math.max(...sourceFiles().map((file) => statSync(file).mtimeMs));
  const built = statSync(join(PACKAGE, 'tsconfig.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest) throw new Error('packages/cli/dist is older than its source: run `pnpm build`');
}

function sourceFiles(): string[] {
  return readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('test'))
    .map((file) => join(PACKAGE, 'src', file));
}
