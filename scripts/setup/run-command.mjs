import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { SetupError } from './setup-error.mjs';

/**
 * Runs a program to its end. Its output goes to `logFile`, each line also to `onLine`.
 * @throws {SetupError} with the last lines when it cannot be run or does not end with 0.
 */
export async function runCommand(
  command,
  args,
  { cwd, env, logFile, advice, keptLines = 20, onLine = () => {} },
) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const tail = [];
  writeSync(log, `$ ${[command, ...args].join(' ')}\n`);
  try {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const release = endWithUs(child);
    const output = new PassThrough();
    child.stdout.on('data', (bytes) => output.write(bytes));
    child.stderr.on('data', (bytes) => output.write(bytes));
    createInterface({ input: output }).on('line', (line) => {
      writeSync(log, `${line}\n`);
      if (line.trim() === '') return;
      tail.push(line);
      if (tail.length > keptLines) tail.shift();
      onLine(line.trim());
    });
    const ended = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal));
    }).finally(release);
    if (ended === 0) return;
    throw new SetupError(`${command} ended with ${ended}.`, { advice, tail, logFile });
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${command} could not be run: ${error.message}.`, { advice, logFile, cause: error });
  } finally {
    closeSync(log);
  }
}

/** A set-up that is told to stop ends what it runs, and itself. */
function endWithUs(child) {
  const end = (signal) => {
    child.kill('SIGTERM');
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return () => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  };
}
