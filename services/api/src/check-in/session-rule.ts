import type { ClassSession } from '@hadir/db';
import { checkIn } from '@hadir/domain';

/** Whether somebody who comes now would be marked, by the rule that cameras follow. */
export function isTakingCheckIns(session: ClassSession, at: Date): boolean {
  return checkIn(session, at) !== undefined;
}
