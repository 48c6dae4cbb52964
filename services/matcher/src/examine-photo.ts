import type { LivenessMode } from '@hadir/contracts';
import type { Photo, PhotoResult } from '@hadir/db';
import { checkPhoto, type PhotoLimits } from '@hadir/domain';
import { AppError, type Log, type ObjectStore, type SecretBox } from '@hadir/platform';
import { BadImage, type Face, type FaceEngine, type Template } from '@hadir/vision';
import { templateContext } from './template-context.ts';

/** Somebody else who is enrolled and looks like the face, in the unit of `FaceEngine.compare`. */
export type Similar = { readonly studentId: string; readonly score: number };

export type ExaminePhotoDeps = {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'extract' | 'serializeTemplate'>;
  readonly templateBox: Pick<SecretBox, 'keyId' | 'seal'>;
  readonly photoLimits: PhotoLimits;
  readonly livenessMode: () => Promise<LivenessMode>;
  /** The most similar of all who are enrolled but the given student; undefined when nobody comes close. */
  readonly findSimilar: (templates: readonly Template[], studentId: string) => Promise<Similar | undefined>;
  readonly log: Log;
};

/** Room for bystanders, so that a photo of several people is seen as one. */
const MAX_FACES = 8;
/** The liveness network's share below which a photo may be of a screen or a print; docs/presentation-attacks.md says how weak it is. */
const MIN_LIVE = 0.05;

/** What becomes of one photo of an enrolment: its templates, or why it was refused. */
export async function examinePhoto(
  deps: ExaminePhotoDeps,
  photo: Photo,
  { allowLookAlike }: { readonly allowLookAlike: boolean },
): Promise<PhotoResult> {
  const photoId = photo.id;
  const faces = await facesOf(deps, photo);
  if (!faces) return { photoId, status: 'rejected', reason: 'bad-image', measured: null };
  const checked = await checkFaces(deps, faces);
  if ('reason' in checked) return { photoId, status: 'rejected', ...checked };
  const { face, measured } = checked;
  const similar = allowLookAlike ? undefined : await deps.findSimilar(face.templates, photo.studentId);
  if (similar) {
    const figures = { measured: similar.score };
    const reason = 'looks-like-other';
    return { photoId, status: 'rejected', reason, measured: figures, similarStudentId: similar.studentId };
  }
  const templates = face.templates.map((template) => sealTemplate(deps, photoId, template));
  return { photoId, status: 'accepted', reason: null, measured, templates };
}

type Checked =
  | { readonly face: Face; readonly measured: Record<string, number> }
  | { readonly reason: string; readonly measured: Record<string, number> };

/** The liveness network looks only at a face that passed all else, and only where the site wants its opinion. */
async function checkFaces(deps: ExaminePhotoDeps, faces: readonly Face[]): Promise<Checked> {
  const qualities = faces.map(({ quality }) => quality);
  const first = checkPhoto(qualities, { ...deps.photoLimits, minLive: null });
  if (!first.accepted) return refusal(first);
  const face = faces[first.faceNumber];
  if (!face) throw new Error(`no face ${first.faceNumber}`);
  const mode = await deps.livenessMode();
  const { live } = mode === 'off' ? { live: null } : await face.signs({ live: true });
  const minLive = mode === 'enforce' ? MIN_LIVE : null;
  const second = checkPhoto([{ ...face.quality, live }], { ...deps.photoLimits, minLive });
  if (!second.accepted) return refusal(second);
  return { face, measured: figuresOf({ ...face.quality, live }) };
}

function refusal({ reason, measured, limit }: { reason: string; measured: number; limit: number }): Checked {
  return { reason, measured: { measured, limit } };
}

/** What was measured, without what was not. */
function figuresOf(quality: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(quality).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** Undefined when there is no image to look at. */
async function facesOf(
  { objects, engine, log }: ExaminePhotoDeps,
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
  { engine, templateBox }: ExaminePhotoDeps,
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
