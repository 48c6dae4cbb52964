import { setupOrExit } from './setup/index.mjs';

const startedAt = Date.now();
await setupOrExit();
process.stderr.write(`Ready (${Date.now() - startedAt} ms). npm start runs the demo, npm test the tests.\n`);
