import { checkHelp, parseCheckOptions } from './options/check-options.mjs';
import { optionsOrExit } from './options/read-options.mjs';
import { setupOrExit } from './setup/index.mjs';

const options = optionsOrExit(parseCheckOptions, checkHelp);
await setupOrExit();
const { checkDemo } = await import('../packages/demo/dist/index.js');
process.exit(await checkDemo({ ...options, env: process.env }));
