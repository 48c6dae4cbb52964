import { runNode } from './run-node.mjs';
import { setupOrExit } from './setup/index.mjs';

await setupOrExit();
await runNode(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
