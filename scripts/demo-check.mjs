import { checkHelp, parseCheckOptions } from './options/check-options.mjs';
import { optionsOrExit } from './options/read-options.mjs';
import { setupOrExit } from './setup/index.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

const options = optionsOrExit(parseCheckOptions, checkHelp);
stopWithNpm();
await setupOrExit();
const { checkDemo } = await import('../packages/demo/dist/index.js');
process.exit(await checkDemo({ ...options, env: process.env }));
