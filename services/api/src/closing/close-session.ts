import type { ClosedSession } from '@hadir/db';
import { effectiveRule } from '../rules/effective-rule.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { closingRules, riskBy } from './attendance-rules.ts';

type Deps = Pick<ApiDeps, 'database' | 'live'>;
type Which = { readonly id: string; readonly courseId: string; readonly endsAt: Date };

/** Of sessions that ended longer ago nobody is told when they are closed after all. */
const TELLS_FOR_MS = 3 * 24 * 60 * 60 * 1000;

/** Closes a session and notes it in the audit log, by whomever. Undefined when there was nothing to do. */
export async function closeSession(
  { database, live }: Deps,
  { id, courseId, endsAt }: Which,
  actor: string,
): Promise<ClosedSession | undefined> {
  const rule = await effectiveRule({ database }, courseId);
  const tells = Date.now() - endsAt.getTime() < TELLS_FOR_MS;
  const closing = { sessionId: id, actor, rules: closingRules, riskOf: riskBy(rule), tells };
  const closed = await database.transaction(async ({ closings, audit }) => {
    const done = await closings.close(closing);
    if (done) {
      const details = { ...done.counts, written: done.written };
      await audit.append({ actor, action: 'session.close', subjectType: 'session', subjectId: id, details });
    }
    return done;
  });
  if (closed) await live.publish({ type: 'session', sessionId: id, change: 'closed' });
  return closed;
}
