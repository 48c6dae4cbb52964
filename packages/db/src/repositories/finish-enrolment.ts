import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import { consentTable } from '../tables/consent.ts';
import { type Enrolment, enrolmentTable } from '../tables/enrolment.ts';
import { type Photo, photoTable } from '../tables/photo.ts';
import type { Template } from '../tables/template.ts';
import { bumpGalleriesOfStudent, coursesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

export type PhotoResult = {
  readonly photoId: string;
  readonly status: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly measured: Photo['measured'];
  /** Of a photo refused for it: whom it looks like. */
  readonly similarStudentId?: string | undefined;
  /** Only of an accepted photo: one of each engine. */
  readonly templates?: readonly Pick<Template, 'engine' | 'modelVersion' | 'ciphertext' | 'keyId'>[];
};

export type FinishedEnrolment = {
  readonly status: Enrolment['status'];
  /** Whose galleries have changed. */
  readonly courseIds: string[];
  /** False when the consent was withdrawn meanwhile: then nothing was kept and the enrolment is rejected. */
  readonly consent: boolean;
};

const NO_CONSENT = 'no-consent';

/**
 * Writes what became of each photo, and the templates of the accepted ones, in one transaction that holds the consent. The
 * enrolment is accepted when a photo of it is. Only a pending one is written: of one that is finished it changes nothing and
 * answers what was stored, so that it may run twice and the first of several to finish wins. Throws MissingReference on
 * `enrolmentId` when there is none.
 */
export function finishEnrolment(
  store: Store,
  enrolmentId: string,
  results: readonly PhotoResult[],
): Promise<FinishedEnrolment> {
  return store.write((manager) => finish(manager, enrolmentId, results), { idempotent: true });
}

async function finish(
  manager: EntityManager,
  enrolmentId: string,
  results: readonly PhotoResult[],
): Promise<FinishedEnrolment> {
  const enrolment = await manager.findOneBy(enrolmentTable, { id: enrolmentId });
  if (!enrolment || !(await holdStudent(manager, enrolment.studentId))) {
    throw new MissingReference('enrolmentId');
  }
  const { studentId } = enrolment;
  const stored = await holdFinished(manager, enrolmentId);
  if (stored) {
    return {
      ...stored,
      courseIds: stored.status === 'accepted' ? await coursesOfStudent(manager, studentId) : [],
    };
  }
  const consent = await manager.existsBy(consentTable, { studentId, withdrawnAt: IsNull() });
  const kept = consent ? results : results.map(refused);
  for (const result of kept) await writeResult(manager, enrolment, result);
  const accepted = kept.some((result) => result.status === 'accepted');
  const status = accepted ? 'accepted' : 'rejected';
  await manager.update(enrolmentTable, { id: enrolmentId }, { status, finishedAt: new Date() });
  return { status, consent, courseIds: accepted ? await bumpGalleriesOfStudent(manager, studentId) : [] };
}

/** Holds the enrolment alone; answers what was stored of it when it is finished already. */
async function holdFinished(
  manager: EntityManager,
  enrolmentId: string,
): Promise<Omit<FinishedEnrolment, 'courseIds'> | undefined> {
  const rows: { status: Enrolment['status'] }[] = await manager.query(
    'SELECT status FROM enrolments WHERE id = ? FOR UPDATE',
    [enrolmentId],
  );
  const status = rows[0]?.status ?? 'pending';
  if (status === 'pending') return undefined;
  const refusedPhoto = { enrolmentId, reason: NO_CONSENT };
  return { status, consent: !(await manager.existsBy(photoTable, refusedPhoto)) };
}

function refused(result: PhotoResult): PhotoResult {
  return { photoId: result.photoId, status: 'rejected', reason: NO_CONSENT, measured: null };
}

async function writeResult(manager: EntityManager, enrolment: Enrolment, result: PhotoResult): Promise<void> {
  const { photoId, status, reason, measured, similarStudentId = null, templates = [] } = result;
  const { affected } = await manager.update(
    photoTable,
    { id: photoId, enrolmentId: enrolment.id },
    { status, reason, measured, similarStudentId },
  );
  if (affected === 0) throw new MissingReference('photoId');
  if (status !== 'accepted') return;
  for (const template of templates) {
    await replaceTemplate(manager, { ...template, photoId, studentId: enrolment.studentId });
  }
}

async function replaceTemplate(manager: EntityManager, template: Omit<Template, 'id' | 'createdAt'>) {
  const { studentId, photoId, engine, modelVersion, keyId, ciphertext } = template;
  await manager.query(
    `INSERT INTO templates (id, student_id, photo_id, engine, model_version, key_id, ciphertext, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE model_version = VALUES(model_version), key_id = VALUES(key_id),
       ciphertext = VALUES(ciphertext)`,
    [uuidv7(), studentId, photoId, engine, modelVersion, keyId, ciphertext, new Date()],
  );
}
