import { spawn } from 'node:child_process';
import { ROOT } from './setup/paths.mjs';

/** Runs a script of ours in this terminal, hands it the signals that we get, and ends as it ends. */
export function runNode(args) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
      resolve();
    });
  });
}
