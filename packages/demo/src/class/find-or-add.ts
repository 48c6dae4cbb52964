import type { ApiClient } from '../api-client.ts';

type Page<Row> = { readonly items: readonly Row[]; readonly nextCursor: string | null };

/** The row of this list whose `key` is as in `row`; added when there is none. */
export async function findOrAdd<Row extends object>(
  api: ApiClient,
  path: string,
  row: Readonly<Record<string, string>>,
  key: string,
): Promise<Row> {
  const isIt = (item: Row): boolean => (item as Record<string, unknown>)[key] === row[key];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor ? `?limit=200&cursor=${encodeURIComponent(cursor)}` : '?limit=200';
    const page: Page<Row> = await api.get<Page<Row>>(`${path}${query}`);
    const found = page.items.find(isIt);
    if (found) return found;
    cursor = page.nextCursor;
  }
  return api.send<Row>('POST', path, row);
}
