import { CAMPUS, type Database } from '@hadir/db';
import type { FaceEngine, Gallery, Template } from '@hadir/vision';
import { searchesCampus } from '../find-similar.ts';
import type { GalleryCache } from '../gallery-cache.ts';
import { type OpenTemplatesDeps, openTemplates } from '../open-templates.ts';

/** `reason` is null for a face that may be added. */
export type Agreement = {
  readonly reason: 'disagrees' | 'closer-to-another' | 'not-enrolled' | null;
  /** In the unit of the engine's `compare`: the closest enrolment photo, the limit, and the closest other person. */
  readonly measured: Readonly<Record<string, number>>;
};

export type CheckAgreementDeps = OpenTemplatesDeps & {
  readonly engine: Pick<FaceEngine, 'parts' | 'parseTemplate' | 'compare'>;
  readonly templates: Pick<Database['templates'], 'forStudents'>;
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
};

/** Whoever is closest is among the first that a search answers. */
const MOST_OTHERS = 3;

/** What a face must have with a photo of the student, and by how much it must be closer to it than to anybody else. */
export type AgreementLimits = { readonly agrees: number; readonly lead: number };

/**
 * Guards a student's templates: whoever says that a face is theirs may be wrong, or worse. It must agree with one of the photos that they
 * were enrolled from, never only with faces that were added since, and nobody on the campus may be about as close.
 */
export async function checkAgreement(
  deps: CheckAgreementDeps,
  studentId: string,
  face: readonly Template[],
  { agrees, lead }: AgreementLimits,
): Promise<Agreement> {
  const photos = await enrolledPhotos(deps, studentId);
  if (photos.length === 0) return { reason: 'not-enrolled', measured: {} };
  const own = Math.max(...photos.map((photo) => deps.engine.compare(face, photo)));
  if (own < agrees) return { reason: 'disagrees', measured: { agreement: own, limit: agrees } };
  const other = await closestOther(deps, studentId, face);
  const measured = { agreement: own, limit: agrees, ...(other !== undefined && { other, lead }) };
  return { reason: other !== undefined && own < other + lead ? 'closer-to-another' : null, measured };
}

/** The templates of each photo. */
async function enrolledPhotos(deps: CheckAgreementDeps, studentId: string): Promise<Template[][]> {
  const photos = new Map<string, Template[]>();
  for (const part of deps.engine.parts) {
    const rows = await deps.templates.forStudents([studentId], part);
    const opened = await openTemplates(deps, rows);
    for (const { id, photoId } of rows) {
      const template = opened.get(id);
      if (template) photos.set(photoId, [...(photos.get(photoId) ?? []), template]);
    }
  }
  return [...photos.values()];
}

/** How well the face agrees with a photo of whoever else is most like it on the campus; undefined when nobody is, or SIFT alone is asked. */
async function closestOther(
  deps: CheckAgreementDeps,
  studentId: string,
  face: readonly Template[],
): Promise<number | undefined> {
  if (!searchesCampus(deps.engine)) return undefined;
  const { candidates } = await deps.galleries.withGallery(CAMPUS, (gallery) => gallery.search(face));
  const others = candidates.filter(({ personId }) => personId !== studentId).slice(0, MOST_OTHERS);
  const scores: number[] = [];
  for (const { personId } of others) {
    const photos = await enrolledPhotos(deps, personId);
    scores.push(...photos.map((photo) => deps.engine.compare(face, photo)));
  }
  return scores.length === 0 ? undefined : Math.max(...scores);
}
