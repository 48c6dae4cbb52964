import { type EntityManager, In } from 'typeorm';
import { correctionTable } from '../tables/correction.ts';
import { correctionTemplateTable } from '../tables/correction-template.ts';
import { bumpGalleries, coursesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

type Denial = {
  readonly id: string;
  readonly studentId: string;
  readonly sessionId: string;
  readonly cropKey: string | null;
};

/** The crops that showed the student and are named nowhere any more, and the courses of the student and of those they lay with. */
export type ForgottenFace = { readonly cropKeys: string[]; readonly courseIds: string[] };

/**
 * Staff said of a face that it is not one student, and of the same face, or another of its presentation, that it is this one. Then
 * what was kept of it with the other shows this student.
 */
export function denialsShowing(manager: EntityManager, studentId: string): Promise<Denial[]> {
  return manager.query(
    `SELECT DISTINCT d.id AS id, d.student_id AS studentId, seen.session_id AS sessionId, d.crop_key AS cropKey
     FROM corrections c
     JOIN sightings named ON named.id = c.sighting_id
     JOIN sightings seen ON seen.session_id = named.session_id
       AND (seen.id = named.id OR seen.presentation_id = named.presentation_id)
     JOIN corrections d ON d.sighting_id = seen.id AND d.kind = 'not-this-person' AND d.student_id <> c.student_id
     WHERE c.student_id = ? AND c.kind = 'this-person' AND (d.crop_key IS NOT NULL OR d.learning <> 'none')`,
    [studentId],
  );
}

/** Holds the student and whoever has a face of theirs, by id; false when there is no such student. */
export async function holdWithOthers(manager: EntityManager, studentId: string): Promise<boolean> {
  const others = (await denialsShowing(manager, studentId)).map((denial) => denial.studentId);
  let isThere = false;
  for (const id of [...new Set([studentId, ...others])].toSorted()) {
    const isHeld = await holdStudent(manager, id);
    if (id === studentId) isThere = isHeld;
  }
  return isThere;
}

/**
 * Removes the templates of the student's face that others have as a negative, and the keys of its crops. The corrections stand and
 * say `note`. Bumps the galleries of all of them: whoever calls tells the campus, last.
 */
export async function forgetFaceAmongOthers(
  manager: EntityManager,
  studentId: string,
  note: string,
): Promise<ForgottenFace> {
  const denials = await denialsShowing(manager, studentId);
  const courseIds = new Set<string>();
  for (const id of new Set([studentId, ...denials.map((denial) => denial.studentId)])) {
    for (const courseId of await coursesOfStudent(manager, id)) courseIds.add(courseId);
  }
  await bumpGalleries(manager, [...courseIds]);
  await forgetDenials(manager, denials, note);
  const cropKeys = denials.flatMap(({ cropKey }) => (cropKey === null ? [] : [cropKey]));
  return { cropKeys, courseIds: [...courseIds].toSorted() };
}

async function forgetDenials(
  manager: EntityManager,
  denials: readonly Denial[],
  note: string,
): Promise<void> {
  if (denials.length === 0) return;
  const ids = denials.map(({ id }) => id);
  await manager.delete(correctionTemplateTable, { correctionId: In(ids) });
  const nothing = { learning: 'none', learningNote: note, cropKey: null, cropFrom: null } as const;
  await manager.update(correctionTable, { id: In(ids) }, nothing);
  await forgetEvidence(manager, denials);
}

/** Of sightings that show one of these crops, one session after another, for only those are indexed. */
export async function forgetEvidence(
  manager: EntityManager,
  crops: readonly Pick<Denial, 'sessionId' | 'cropKey'>[],
): Promise<void> {
  for (const sessionId of new Set(crops.map((crop) => crop.sessionId))) {
    const ofSession = crops.filter((crop) => crop.sessionId === sessionId);
    const keys = ofSession.flatMap(({ cropKey }) => (cropKey === null ? [] : [cropKey]));
    if (keys.length === 0) continue;
    await manager.query(
      'UPDATE sightings SET evidence_key = NULL WHERE session_id = ? AND evidence_key IN (?)',
      [sessionId, keys],
    );
  }
}
