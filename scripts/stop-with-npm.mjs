import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Under npm, sends this process SIGTERM once npm is gone: npm hands a signal that it gets to the shell between us, which
 * ends without a word, and a killed npm tells nobody. Otherwise everything would go on unseen.
 */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const ancestors = upToNpm();
  const timer = setInterval(() => {
    if (upToNpm().join() === ancestors.join()) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** npm is our parent, or the parent of the shell that is. */
function upToNpm() {
  const parent = process.ppid;
  return read(parent, 'cmdline').startsWith('npm') ? [parent] : [parent, parentOf(parent)];
}

/** 0 for a process that is gone. */
function parentOf(pid) {
  const stat = read(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
