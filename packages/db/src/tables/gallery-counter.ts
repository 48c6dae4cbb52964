import { EntitySchema } from 'typeorm';
import { primary, text } from './columns.ts';

/** What changes for all courses at once. There is no row before the first change. */
export type GalleryCounter = { readonly name: 'changes' | 'removals'; readonly version: number };

export const galleryCounterTable = new EntitySchema<GalleryCounter>({
  name: 'GalleryCounter',
  tableName: 'gallery_counters',
  columns: {
    name: text('name', 32, primary),
    version: { name: 'version', type: 'int', unsigned: true },
  },
});
