import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { consentTable } from '../tables/consent.ts';
import { type ConsentDecline, consentDeclineTable } from '../tables/consent-decline.ts';
import { holdStudent } from './locks.ts';

export type NewDecline = Pick<ConsentDecline, 'studentId' | 'declinedBy' | 'noticeVersion'>;

export async function declineInForce(
  manager: EntityManager,
  studentId: string,
): Promise<ConsentDecline | undefined> {
  return (await manager.findOneBy(consentDeclineTable, { studentId, endedAt: IsNull() })) ?? undefined;
}

/** The no that is in force, or a new one; undefined for nobody, and for whom a consent is in force. */
export async function declineConsent(
  manager: EntityManager,
  decline: NewDecline,
): Promise<ConsentDecline | undefined> {
  const { studentId } = decline;
  if (!(await holdStudent(manager, studentId))) return undefined;
  if (await manager.existsBy(consentTable, { studentId, withdrawnAt: IsNull() })) return undefined;
  const current = await declineInForce(manager, studentId);
  if (current) return current;
  const row: ConsentDecline = { id: uuidv7(), declinedAt: new Date(), ...decline, endedAt: null };
  await manager.insert(consentDeclineTable, { ...row });
  return row;
}
