import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { LocalServerError } from './local-server-error.ts';

export type ChildOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the child. */
  readonly env: NodeJS.ProcessEnv;
  /** Standard output and error are appended to it. */
  readonly logFile: string;
};

export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Child = {
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  hasExited(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL when it still runs after `timeoutMs`. Resolves when the process is gone. */
  stop(timeoutMs: number): Promise<void>;
};

/**
 * Runs a program that cannot outlive this process: the kernel sends it SIGTERM when this process dies in whatever way.
 * It has a process group of its own, so that a Ctrl-C in the terminal reaches only this process, which then stops its
 * children in order.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', options.command, ...options.args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const pid = await spawned(child, options);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const stop = async (timeoutMs: number): Promise<void> => {
    if (hasExited()) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, hasExited, signal: (signal) => void child.kill(signal), stop };
}

async function spawned(child: ChildProcess, { name }: ChildOptions): Promise<number> {
  try {
    await once(child, 'spawn');
  } catch {
    const advice = 'Install setpriv: it is part of the package util-linux on every Linux distribution.';
    throw new LocalServerError(name, 'could not be started, because setpriv is not installed', { advice });
  }
  if (child.pid === undefined) throw new Error(`${name} has no process id`);
  return child.pid;
}
