import { runNode } from './run-node.mjs';
import { setupOrExit } from './setup/index.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

stopWithNpm();
await setupOrExit();
await runNode(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
