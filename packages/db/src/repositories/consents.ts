import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import { type Consent, consentTable } from '../tables/consent.ts';
import { type ConsentDecline, consentDeclineTable } from '../tables/consent-decline.ts';
import { correctionTable } from '../tables/correction.ts';
import { correctionTemplateTable } from '../tables/correction-template.ts';
import { lookAlikePairTable } from '../tables/look-alike-pair.ts';
import { templateTable } from '../tables/template.ts';
import { type ConsentStateList, listConsentStates } from './consent-states.ts';
import { declineConsent, declineInForce, type NewDecline } from './decline-consent.ts';
import { forgetFaceAmongOthers, holdWithOthers } from './face-among-others.ts';
import { bumpCampus, bumpGalleriesOfStudent } from './galleries.ts';
import { holdStudent } from './locks.ts';

/** What is said of a correction that taught something until then. */
const NO_CONSENT = 'no-consent';

export type NewConsent = Pick<Consent, 'studentId' | 'grantedBy' | 'noticeVersion'> & {
  /** Now unless told. */
  readonly grantedAt?: Date | undefined;
};
/** The consent as it is now, and the courses whose gallery has changed by it. */
export type ConsentChange = Consent & { readonly courseIds: string[] };
/** `cropKeys`: crops of the student that lie with others, and are named nowhere any more. */
export type Withdrawal = ConsentChange & { readonly cropKeys: string[] };
export type Consents = ReturnType<typeof createConsents>;

export function createConsents(store: Store) {
  return {
    /**
     * Granting again what is in force answers that one; under another notice the old consent ends where the new one begins and
     * the templates stay. A no that was said before ends. Throws MissingReference on `studentId`.
     */
    grant: (consent: NewConsent): Promise<ConsentChange> =>
      store.write((manager) => grant(manager, consent), { idempotent: true }),
    /**
     * Ends the consent and removes what was made of the student's face: templates, those that are kept with others to whom staff
     * denied it, and pairs of look-alikes; all or nothing. Undefined when none is in force.
     */
    withdraw: (studentId: string, at = new Date()): Promise<Withdrawal | undefined> =>
      store.write((manager) => withdraw(manager, studentId, at)),
    /**
     * Records that the student does not want to be recognised; saying so again changes nothing. Undefined when there is no such student,
     * or while a consent is in force, which is withdrawn first.
     */
    decline: (decline: NewDecline): Promise<ConsentDecline | undefined> =>
      store.write((manager) => declineConsent(manager, decline), { idempotent: true }),
    /** The no that is in force. */
    declined: (studentId: string): Promise<ConsentDecline | undefined> =>
      store.read((manager) => declineInForce(manager, studentId)),
    /** Students and what they have said, in the order of numbers. */
    listStates: (request: ConsentStateList = {}) => listConsentStates(store, request),
    /** The one in force. */
    current: (studentId: string): Promise<Consent | undefined> =>
      store.read((manager) => inForce(manager, studentId)),
  };
}

async function inForce(manager: EntityManager, studentId: string): Promise<Consent | undefined> {
  return (await manager.findOneBy(consentTable, { studentId, withdrawnAt: IsNull() })) ?? undefined;
}

async function grant(manager: EntityManager, wanted: NewConsent): Promise<ConsentChange> {
  if (!(await holdStudent(manager, wanted.studentId))) throw new MissingReference('studentId');
  const current = await inForce(manager, wanted.studentId);
  if (current?.noticeVersion === wanted.noticeVersion) return { ...current, courseIds: [] };
  const { studentId, grantedBy, noticeVersion, grantedAt = new Date() } = wanted;
  if (current) await manager.update(consentTable, { id: current.id }, { withdrawnAt: grantedAt });
  const row: Consent = { id: uuidv7(), studentId, grantedAt, grantedBy, noticeVersion, withdrawnAt: null };
  await manager.insert(consentTable, { ...row });
  await manager.update(consentDeclineTable, { studentId, endedAt: IsNull() }, { endedAt: grantedAt });
  return { ...row, courseIds: await bumpGalleriesOfStudent(manager, studentId) };
}

async function withdraw(
  manager: EntityManager,
  studentId: string,
  at: Date,
): Promise<Withdrawal | undefined> {
  if (!(await holdWithOthers(manager, studentId))) return undefined;
  const current = await inForce(manager, studentId);
  if (!current) return undefined;
  const forgotten = await forgetFaceAmongOthers(manager, studentId, NO_CONSENT);
  await manager.update(consentTable, { id: current.id }, { withdrawnAt: at });
  await manager.delete(templateTable, { studentId });
  await manager.delete(correctionTemplateTable, { studentId });
  const learned = { studentId, learning: 'learned' } as const;
  await manager.update(correctionTable, learned, { learning: 'none', learningNote: NO_CONSENT });
  await manager.delete(lookAlikePairTable, [{ studentAId: studentId }, { studentBId: studentId }]);
  await bumpCampus(manager, { removed: true });
  return { ...current, withdrawnAt: at, ...forgotten };
}
