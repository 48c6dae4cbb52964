import type { Database } from '@hadir/db';
import type { Template } from '@hadir/vision';
import { type LoadedGallery, type LoadGalleryDeps, loadGallery } from './load-gallery.ts';
import { type OpenTemplatesDeps, openTemplates } from './open-templates.ts';
import { createSiftCache } from './sift-cache.ts';

export type GalleryLoader = (of: string, previous?: LoadedGallery) => Promise<LoadedGallery>;
type Deps = Omit<LoadGalleryDeps, 'siftCache' | 'templates'> & {
  readonly templates: LoadGalleryDeps['templates'] & Pick<Database['templates'], 'forStudents'>;
};

/** SIFT templates of about 2,600 photos: those of the people who pass the cameras now. */
const SIFT_CACHE_BYTES = 64 * 1024 * 1024;

/** Loads galleries that share what they hold of SIFT's templates. */
export function createGalleryLoader(deps: Deps): GalleryLoader {
  const siftCache = createSiftCache((personIds) => readSift(deps, personIds), SIFT_CACHE_BYTES);
  return (of, previous) => loadGallery({ ...deps, siftCache }, of, previous);
}

async function readSift(
  { templates, ...deps }: OpenTemplatesDeps & Pick<Deps, 'templates'>,
  personIds: readonly string[],
): Promise<Map<string, Template[]>> {
  const part = deps.engine.parts.find(({ engine }) => engine === 'sift');
  const rows = part ? await templates.forStudents(personIds, part) : [];
  const opened = await openTemplates(deps, rows);
  const people = new Map<string, Template[]>();
  for (const { id, studentId } of rows) {
    const template = opened.get(id);
    if (template) people.set(studentId, [...(people.get(studentId) ?? []), template]);
  }
  return people;
}
