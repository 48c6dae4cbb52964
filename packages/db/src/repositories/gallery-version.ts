import type { Store } from '../connection/store.ts';

export type GalleryVersion = {
  /** Grows with every change of who can be recognised in this gallery. */
  readonly changes: number;
  /** Grows when anybody's templates go, on whichever roster they are: what a gallery that borrowed a cohort must follow too. */
  readonly removals: number;
};

const COUNTER = (name: string) =>
  `COALESCE((SELECT version FROM gallery_counters WHERE name = '${name}'), 0)`;

/** `of` is a course or `campus`. */
export async function galleryVersionOf(store: Store, of: string): Promise<GalleryVersion> {
  const changes =
    of === 'campus' ? COUNTER('changes') : 'COALESCE((SELECT gallery_version FROM courses WHERE id = ?), 0)';
  const rows: { changes: number | string; removals: number | string }[] = await store.read((manager) =>
    manager.query(
      `SELECT ${changes} AS changes, ${COUNTER('removals')} AS removals`,
      of === 'campus' ? [] : [of],
    ),
  );
  return { changes: Number(rows[0]?.changes ?? 0), removals: Number(rows[0]?.removals ?? 0) };
}
