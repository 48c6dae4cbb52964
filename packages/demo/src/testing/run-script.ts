import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkPortsAreFree, portsFrom } from '../stack/stack-ports.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** A command in the clone, as a person at a terminal runs it. */
export type RunningScript = {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
};

export function runScript(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): RunningScript {
  return runCommand(process.execPath, [script, ...args], env);
}

export function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningScript {
  const { REDIS_URL: _redis, DATABASE_URL: _database, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes) => {
    written.stdout += bytes;
  });
  child.stderr.on('data', (bytes) => {
    written.stderr += bytes;
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    signal: (signal) => void child.kill(signal),
    exited: new Promise((resolve) => child.once('close', (code) => resolve(code))),
  };
}

/** Processes whose command line, environment or working directory names this text, as all those of a stack name its data folder. */
export function processesNaming(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && describeProcess(pid).includes(text));
}

/** Empty for a process that has just ended. */
function describeProcess(pid: number): string {
  try {
    const [commandLine, environment] = ['cmdline', 'environ'].map((file) =>
      readFileSync(`/proc/${pid}/${file}`, 'utf8'),
    );
    return [commandLine, environment, readlinkSync(`/proc/${pid}/cwd`)].join('\n');
  } catch {
    return '';
  }
}

/** A port base whose ports are free, below the range from which the system gives ports to others. */
export async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 10_000 + 20 * randomInt(1000);
    const isFree = await checkPortsAreFree(portsFrom(base, 2), true).then(
      () => true,
      () => false,
    );
    if (isFree) return base;
  }
}
