import { runNode } from './run-node.mjs';
import { setupOrExit, TEST_STEPS } from './setup/index.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

stopWithNpm();
await setupOrExit({ steps: TEST_STEPS });
await runNode(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
