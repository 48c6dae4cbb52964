import { optionsOrExit } from './options/read-options.mjs';
import { parseStartOptions, startHelp } from './options/start-options.mjs';
import { setupOrExit } from './setup/index.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

const options = optionsOrExit(parseStartOptions, startHelp);
stopWithNpm();
await setupOrExit();
const { startDemo } = await import('../packages/demo/dist/index.js');
process.exit(await startDemo({ ...options, env: process.env }));
