import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError } from '../demo-error.ts';

/**
 * Makes the data folder and takes it for this process. Answers how to give it back.
 * Throws a DemoError while another process that lives has taken it.
 */
export function takeDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'running');
  const holder = readHolder(file);
  if (holder && startTimeOf(holder.pid) === holder.startTime) {
    const advice =
      'Use that one, or stop it with Ctrl-C where it runs, or start another beside it: npm start -- --data DIR --port-base 4000';
    throw new DemoError(`Hadir runs already with the data in ${dataDir} (process ${holder.pid}).`, advice);
  }
  writeFileSync(file, `${process.pid} ${startTimeOf(process.pid)}`);
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): { readonly pid: number; readonly startTime: string } | undefined {
  try {
    const [pid, startTime] = readFileSync(file, 'utf8').split(' ');
    return pid && startTime ? { pid: Number(pid), startTime } : undefined;
  } catch {
    return undefined;
  }
}

/** When a process began, so that a number used again is not taken for the process before; undefined when none runs. */
function startTimeOf(pid: number): string | undefined {
  try {
    const [, afterName = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    return afterName.split(' ')[19];
  } catch {
    return undefined;
  }
}
