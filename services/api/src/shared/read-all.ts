import { LONGEST_PAGE, type Page, type PageRequest } from '@hadir/db';

/** Every item of a list, page after page. */
export async function* readAll<Item>(read: (page: PageRequest) => Promise<Page<Item>>): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read({ limit: LONGEST_PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
