import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cliDocument } from './cli-document.ts';

const file = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url));

writeFileSync(file, cliDocument());
process.stdout.write(`Wrote ${file}\n`);
