import { join } from 'node:path';
import { runNode } from './run-node.mjs';
import { describeFailure, setupOrExit } from './setup/index.mjs';
import { LOG_DIR, ROOT } from './setup/paths.mjs';
import { runCommand } from './setup/run-command.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

stopWithNpm();
await setupOrExit();
await compileOrExit();
await runNode(['tests/dist/bench/main.js', ...process.argv.slice(2)]);

/** Set-up compiles what production runs, and does not look for changes in the benches. */
async function compileOrExit() {
  try {
    await runCommand(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tests'], {
      cwd: ROOT,
      logFile: join(LOG_DIR, 'bench-compile.log'),
    });
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exit(1);
  }
}
