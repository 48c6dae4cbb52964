import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { STATE_DIR } from './paths.mjs';

const FILE = join(STATE_DIR, 'setup.lock');

/** Runs `work` while no other set-up of this clone does; waits for one that does. */
export async function alone(work, { onWait }) {
  mkdirSync(STATE_DIR, { recursive: true, mode: 0o700 });
  let told = false;
  while (!take()) {
    if (!told) onWait();
    told = true;
    await sleep(250);
  }
  const release = () => rmSync(FILE, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isAlive(owner())) rmSync(FILE, { force: true });
  return false;
}

function owner() {
  try {
    return Number(readFileSync(FILE, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
