import type { z } from 'zod';
import type { ApiClient, Query } from './api-client.ts';
import { pageOf } from './models.ts';

const LONGEST_PAGE = 200;

/** Every item of a list, page after page. */
export async function* readAll<Item extends z.ZodType>(
  api: ApiClient,
  path: string,
  item: Item,
  query: Query = {},
): AsyncGenerator<z.output<Item>> {
  const schema = pageOf(item);
  let cursor: string | undefined;
  do {
    const page = await api.get(path, schema, { ...query, limit: LONGEST_PAGE, cursor });
    yield* page.items as z.output<Item>[];
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
