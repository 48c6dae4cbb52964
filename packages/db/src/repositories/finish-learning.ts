import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { consentTable } from '../tables/consent.ts';
import { type Correction, correctionTable } from '../tables/correction.ts';
import {
  type CorrectionTemplate,
  type CorrectionTemplateOrigin,
  correctionTemplateTable,
} from '../tables/correction-template.ts';
import type { CorrectionChange } from './correct-sighting.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

/** A few of the room's own views are enough, and the enrolment photos keep the greater say. */
export const MOST_ADAPTED = 3;
/** People who are taken for a student; each costs a comparison when the student is a candidate. */
export const MOST_NEGATIVE = 10;

export type LearningResult = {
  /** None when it is refused. */
  readonly templates: readonly Pick<CorrectionTemplate, 'engine' | 'modelVersion' | 'keyId' | 'ciphertext'>[];
  /** Why it is refused. */
  readonly note: string | null;
  readonly measured: Correction['measured'];
};

/**
 * Writes what a matcher learned from a correction's crop, in one transaction that holds the consent: without one nothing is kept.
 * Beyond MOST_ADAPTED or MOST_NEGATIVE the oldest of the student goes. Of a correction that is not pending it changes nothing, so that it
 * may run twice; undefined then, and when the correction was undone.
 */
export function finishLearning(
  store: Store,
  id: string,
  result: LearningResult,
): Promise<{ readonly courseIds: string[] } | undefined> {
  return store.write(
    async (manager) => {
      const studentId = await holdStudentOf(manager, id);
      if (studentId === undefined) return undefined;
      const correction = await manager.findOneBy(correctionTable, { id, learning: 'pending' });
      if (!correction) return undefined;
      const consent = await manager.existsBy(consentTable, { studentId, withdrawnAt: IsNull() });
      const kept = consent ? result : { templates: [], note: 'no-consent', measured: null };
      return writeLearned(manager, correction, kept);
    },
    { idempotent: true },
  );
}

async function writeLearned(
  manager: EntityManager,
  correction: Correction,
  { templates, note, measured }: LearningResult,
): Promise<{ readonly courseIds: string[] }> {
  const { id, studentId, kind } = correction;
  const learning = templates.length > 0 ? 'learned' : 'refused';
  await manager.update(correctionTable, { id }, { learning, learningNote: note, measured } as never);
  if (templates.length === 0) return { courseIds: [] };
  const origin: CorrectionTemplateOrigin = kind === 'this-person' ? 'adapted' : 'negative';
  const createdAt = new Date();
  for (const template of templates) {
    const row = { ...template, id: uuidv7(), correctionId: id, studentId, origin, createdAt };
    await manager.insert(correctionTemplateTable, row);
  }
  await dropOldest(manager, correction, origin === 'adapted' ? MOST_ADAPTED : MOST_NEGATIVE);
  return { courseIds: await bumpGalleriesOfStudent(manager, studentId) };
}

async function holdStudentOf(manager: EntityManager, correctionId: string): Promise<string | undefined> {
  const found = await manager.findOneBy(correctionTable, { id: correctionId });
  return found && (await holdStudent(manager, found.studentId)) ? found.studentId : undefined;
}

async function dropOldest(
  manager: EntityManager,
  { studentId, kind }: Pick<Correction, 'studentId' | 'kind'>,
  most: number,
): Promise<void> {
  const learned = await manager.find(correctionTable, {
    where: { studentId, kind, learning: 'learned' },
    order: { madeAt: 'DESC', id: 'DESC' },
    skip: most,
    take: most,
  });
  for (const { id } of learned) await forget(manager, id, 'replaced');
}

async function forget(manager: EntityManager, id: string, note: string): Promise<void> {
  await manager.delete(correctionTemplateTable, { correctionId: id });
  await manager.update(correctionTable, { id }, { learning: 'none', learningNote: note });
}

export function removeLearned(store: Store, id: string): Promise<CorrectionChange | undefined> {
  return store.write(async (manager) => {
    const studentId = await holdStudentOf(manager, id);
    const correction = studentId && (await manager.findOneBy(correctionTable, { id, learning: 'learned' }));
    if (!correction || !studentId) return undefined;
    await forget(manager, id, 'removed');
    const courseIds = await bumpGalleriesOfStudent(manager, studentId);
    return { correction: { ...correction, learning: 'none', learningNote: 'removed' }, courseIds };
  });
}
