#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('hadir: This clone is not built yet.\n  Run `npm run setup` first.\n');
  process.exitCode = 1;
}
