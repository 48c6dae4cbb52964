import { correctionContext, type GalleryChanged } from '@hadir/contracts';
import type { Correction, Database, LearningResult } from '@hadir/db';
import { AppError, FatalJobError, type Log, type ObjectStore, type SecretBox } from '@hadir/platform';
import { BadImage, type Face, type FaceEngine, type Template } from '@hadir/vision';
import type { Agreement } from './check-agreement.ts';

export type LearnCorrectionDeps = {
  readonly corrections: Pick<Database['corrections'], 'find' | 'finishLearning'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'extract' | 'serializeTemplate'>;
  readonly templateBox: Pick<SecretBox, 'keyId' | 'seal'>;
  /** Whether a face may be added to a student's templates. */
  readonly checkAgreement: (studentId: string, templates: readonly Template[]) => Promise<Agreement>;
  /** What was counted of a wrong match must not help to mark the student. */
  readonly forgetConfirmation: (correction: Correction) => Promise<void>;
  readonly galleryChanged: (change: GalleryChanged) => Promise<void>;
  readonly log: Log;
};

/** Room for bystanders at the edge of a crop. */
const MAX_FACES = 4;

/**
 * Makes templates of a correction's crop: against the student when it is somebody else, for the student when it agrees with their
 * enrolment. Refuses what cannot be learned, with a reason that staff see. May run twice.
 */
export async function learnCorrection(deps: LearnCorrectionDeps, correctionId: string): Promise<void> {
  const { corrections, galleryChanged, log } = deps;
  const correction = await corrections.find(correctionId);
  if (!correction) throw new FatalJobError('correction-gone', 'the correction was taken back');
  if (correction.kind === 'not-this-person') await deps.forgetConfirmation(correction);
  if (correction.learning !== 'pending') return;
  const result = await examineCrop(deps, correction);
  const finished = await corrections.finishLearning(correctionId, result);
  if (finished) await galleryChanged({ courseIds: finished.courseIds });
  const { note, templates } = result;
  log.info('correction learned', { correctionId, kind: correction.kind, note, templates: templates.length });
}

async function examineCrop(deps: LearnCorrectionDeps, correction: Correction): Promise<LearningResult> {
  const faces = await facesOf(deps, correction);
  if (typeof faces === 'string') return refused(faces);
  const [face] = faces;
  if (!face) return refused('no-face');
  const templates = face.templates.map((template) => seal(deps, correction.id, template));
  if (correction.kind === 'not-this-person') return { templates, note: null, measured: null };
  const { reason, measured } = await deps.checkAgreement(correction.studentId, face.templates);
  return reason === null ? { templates, note: null, measured } : refused(reason, measured);
}

function refused(note: string, measured: LearningResult['measured'] = null): LearningResult {
  return { templates: [], note, measured };
}

/** The largest first: a crop shows one face and a little around it. */
async function facesOf(
  { objects, engine, log }: LearnCorrectionDeps,
  { id: correctionId, cropKey }: Correction,
): Promise<readonly Face[] | 'no-crop' | 'bad-image'> {
  if (cropKey === null) return 'no-crop';
  try {
    return (await engine.extract(await objects.get(cropKey), { maxFaces: MAX_FACES })).faces;
  } catch (error) {
    const isMissing = error instanceof AppError && error.code === 'not-found';
    if (!isMissing && !(error instanceof BadImage)) throw error;
    log.warn('crop cannot be read', { correctionId, error });
    return isMissing ? 'no-crop' : 'bad-image';
  }
}

function seal(
  { engine, templateBox }: LearnCorrectionDeps,
  correctionId: string,
  template: Template,
): LearningResult['templates'][number] {
  const { engine: part, modelVersion } = template;
  const context = correctionContext(correctionId, part);
  const ciphertext = templateBox.seal(engine.serializeTemplate(template), context);
  return { engine: part, modelVersion, keyId: templateBox.keyId, ciphertext };
}
