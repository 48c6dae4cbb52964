import type { GalleryChanged } from '@hadir/contracts';
import type { Database, Photo, PhotoResult } from '@hadir/db';
import { checkPhoto, type PhotoLimits } from '@hadir/domain';
import { AppError, FatalJobError, type Log, type ObjectStore, type SecretBox } from '@hadir/platform';
import { BadImage, type Face, type FaceEngine, type Template } from '@hadir/vision';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { templateContext } from './template-context.ts';

export type EnrolPersonDeps = {
  readonly enrolments: Pick<Database['enrolments'], 'find' | 'finish'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'extract' | 'serializeTemplate'>;
  readonly templateBox: Pick<SecretBox, 'keyId' | 'seal'>;
  readonly galleryChanged: (change: GalleryChanged) => Promise<void>;
  readonly photoLimits: PhotoLimits;
  readonly metrics: Pick<MatcherMetrics, 'countPhoto'>;
  readonly log: Log;
};

/** Room for bystanders, so that a photo of several people is seen as one. */
const MAX_FACES = 8;

/** From uploaded photos to templates in the galleries of the student's courses. May run twice for an enrolment. */
export async function enrolPerson(deps: EnrolPersonDeps, enrolmentId: string): Promise<void> {
  const enrolment = await deps.enrolments.find(enrolmentId);
  if (!enrolment) throw new FatalJobError('enrolment-gone', 'the enrolment was removed');
  if (enrolment.status !== 'pending') return;
  const results: PhotoResult[] = [];
  for (const photo of enrolment.photos) results.push(await examinePhoto(deps, photo));
  const { courseIds, consent } = await deps.enrolments.finish(enrolmentId, results);
  await deps.galleryChanged({ courseIds });
  const photos = results.map(({ status, reason }) => (consent ? (reason ?? status) : 'no-consent'));
  for (const photo of photos) deps.metrics.countPhoto(photo);
  deps.log.info('enrolment finished', { enrolmentId, studentId: enrolment.studentId, photos });
}

/** One photo at a time, for a photo from a telephone takes much memory; a bad one never spoils the others. */
async function examinePhoto(deps: EnrolPersonDeps, photo: Photo): Promise<PhotoResult> {
  const faces = await facesOf(deps, photo);
  if (!faces) return { photoId: photo.id, status: 'rejected', reason: 'bad-image', measured: null };
  const check = checkPhoto(
    faces.map(({ quality }) => quality),
    deps.photoLimits,
  );
  const face = check.accepted ? faces[check.faceNumber] : undefined;
  if (!check.accepted) {
    const { reason, measured, limit } = check;
    return { photoId: photo.id, status: 'rejected', reason, measured: { measured, limit } };
  }
  if (!face) throw new Error(`no face ${check.faceNumber}`);
  return {
    photoId: photo.id,
    status: 'accepted',
    reason: null,
    measured: { sizePx: face.quality.sizePx, sharpness: face.quality.sharpness },
    templates: face.templates.map((template) => sealTemplate(deps, photo.id, template)),
  };
}

/** Undefined when there is no image to look at. */
async function facesOf(
  { objects, engine, log }: EnrolPersonDeps,
  { id: photoId, objectKey }: Photo,
): Promise<readonly Face[] | undefined> {
  try {
    return (await engine.extract(await objects.get(objectKey), { maxFaces: MAX_FACES })).faces;
  } catch (error) {
    const missing = error instanceof AppError && error.code === 'not-found';
    if (!missing && !(error instanceof BadImage)) throw error;
    log.warn('photo cannot be read', { photoId, error });
    return undefined;
  }
}

function sealTemplate(
  { engine, templateBox }: EnrolPersonDeps,
  photoId: string,
  template: Template,
): NonNullable<PhotoResult['templates']>[number] {
  const context = templateContext(photoId, template.engine);
  const ciphertext = templateBox.seal(engine.serializeTemplate(template), context);
  return {
    engine: template.engine,
    modelVersion: template.modelVersion,
    ciphertext,
    keyId: templateBox.keyId,
  };
}
