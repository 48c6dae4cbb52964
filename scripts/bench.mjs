import { join } from 'node:path';
import { runNode } from './run-node.mjs';
import { setupOrExit } from './setup/index.mjs';
import { LOG_DIR, ROOT } from './setup/paths.mjs';
import { runCommand } from './setup/run-command.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

stopWithNpm();
await setupOrExit();
// Set-up compiles what production needs, and does not look for changes here.
await runCommand(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tests'], {
  cwd: ROOT,
  logFile: join(LOG_DIR, 'bench-compile.log'),
});
await runNode(['tests/dist/bench/main.js', ...process.argv.slice(2)]);
