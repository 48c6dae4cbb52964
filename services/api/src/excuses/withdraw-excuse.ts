import type { ExcuseChange } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { closingRules } from '../closing/attendance-rules.ts';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';

type Deps = Pick<ApiDeps, 'database' | 'live'>;

/** Takes an excuse back: what it had excused is judged as if it had never been. */
export async function withdrawExcuse(
  { database, live }: Deps,
  { id, reason }: { readonly id: string; readonly reason: string },
  actor: Actor,
): Promise<ExcuseChange> {
  const withdrawal = { id, reason, actor: actorName(actor), rules: closingRules };
  const changed = await database.excuses.withdraw(withdrawal);
  if (!changed) {
    throw new AppError('conflict', 'this excuse was withdrawn before', { reason: 'already-withdrawn' });
  }
  for (const sessionId of changed.sessionIds) {
    await live.publish({ type: 'session', sessionId, change: 'changed' });
  }
  return changed;
}
