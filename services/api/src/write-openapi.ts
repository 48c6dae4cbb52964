import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { apiDocument } from './document.ts';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';

const target = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));

/** Nothing is called while routes are listed, so nothing need be running. */
function documentText(): string {
  const routes = withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' });
  return `${JSON.stringify(apiDocument(routes), null, 2)}\n`;
}

if (process.argv.includes('--check')) {
  const written = await readFile(target, 'utf8').catch(() => '');
  if (written !== documentText()) {
    process.stderr.write('docs/openapi.json is stale: run pnpm openapi\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(target, documentText());
}
