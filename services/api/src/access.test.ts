import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';
import { accessTable } from './testing/access-table.ts';

test('when docs/access.md is read, then its table says what the routes do', async () => {
  const text = await readFile(new URL('../../../docs/access.md', import.meta.url), 'utf8');
  const routes = withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' });
  const [, table] = /<!-- made from the routes -->\n([\s\S]*?)\n<!-- end -->/.exec(text) ?? [];
  expect(table).toBe(accessTable(routes));
});
