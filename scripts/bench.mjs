import { runNode } from './run-node.mjs';
import { setupOrExit } from './setup/index.mjs';

await setupOrExit();
await runNode(['tests/dist/bench/main.js', ...process.argv.slice(2)]);
