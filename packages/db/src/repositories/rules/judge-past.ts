import { type EntityManager, In } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { type ClosingRules, flagOf, type RiskOf } from '../closing/closing-rules.ts';
import { holdSession } from '../closing/hold-session.ts';
import { noteRisks } from '../closing/note-risks.ts';
import { later, seenIn, watchedUntil } from '../closing/watched.ts';
import { shareStudents } from '../locks.ts';
import type { RuleOfSession } from './rule-sessions.ts';

type Verdict = Pick<AttendanceRecord, 'status' | 'statusSource' | 'leftEarly'>;
export type RuleChange = {
  readonly recordId: string;
  readonly sessionId: string;
  readonly studentId: string;
  readonly before: Verdict;
  readonly after: Verdict;
};

/** What of a closed session's records another rule would decide otherwise. What people decided is not asked. */
export function previewPast(
  store: Store,
  session: ClassSession,
  rule: RuleOfSession,
  rules: ClosingRules,
): Promise<RuleChange[]> {
  return store.read((manager) => changesUnder(manager, { ...session, ...rule }, rules));
}

export type PastChange = {
  readonly sessionId: string;
  readonly rule: RuleOfSession;
  readonly rules: ClosingRules;
  readonly riskOf: RiskOf;
  readonly actor: string;
};

/** Puts a closed session under another rule. Undefined when it is under it already, is not closed any more, has a rule of its own, or is gone. */
export function judgePast(store: Store, change: PastChange): Promise<RuleChange[] | undefined> {
  return store.write(
    async (manager) => {
      const { rule, actor } = change;
      const session = await holdSession(manager, change.sessionId);
      if (!session || session.closedAt === null || session.hasOwnRule) return undefined;
      if (hasRule(session, rule)) return undefined;
      await manager.update(sessionTable, { id: session.id }, { ...rule });
      const changes = await changesUnder(manager, { ...session, ...rule }, change.rules);
      await shareStudents(
        manager,
        changes.map(({ studentId }) => studentId),
      );
      await write(manager, changes, actor);
      await noteRisks(manager, session, { riskOf: change.riskOf, tells: false });
      return changes;
    },
    { idempotent: true },
  );
}

function hasRule(session: ClassSession, rule: RuleOfSession): boolean {
  return (Object.keys(rule) as (keyof RuleOfSession)[]).every((field) => session[field] === rule[field]);
}

async function changesUnder(
  manager: EntityManager,
  session: ClassSession,
  rules: ClosingRules,
): Promise<RuleChange[]> {
  const records = await manager.find(attendanceTable, {
    where: { sessionId: session.id, statusSource: In(['camera', 'closing']) },
    order: { studentId: 'ASC' },
  });
  const ids = records.map(({ studentId }) => studentId);
  const isJudged = session.earlyLeaveMinutes !== null;
  const watched = isJudged ? await watchedUntil(manager, session.id) : null;
  const seen = isJudged ? await seenIn(manager, session.id, ids) : new Map();
  return records.flatMap((record) => {
    const { firstSeenAt, studentId } = record;
    const lastSeenAt = later(record.lastSeenAt, firstSeenAt && seen.get(studentId)?.lastSeenAt);
    const judged = rules.judgeSeen(session, { firstSeenAt, lastSeenAt }, watched);
    const after = { ...judged, leftEarly: flagOf(judged.leftEarly) };
    return isSame(record, after)
      ? []
      : [{ recordId: record.id, sessionId: session.id, studentId, before: verdictOf(record), after }];
  });
}

function verdictOf({ status, statusSource, leftEarly }: Verdict): Verdict {
  return { status, statusSource, leftEarly };
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.status === b.status && a.leftEarly === b.leftEarly;
}

async function write(manager: EntityManager, changes: readonly RuleChange[], actor: string): Promise<void> {
  const updatedAt = new Date();
  for (const { recordId, after } of changes) {
    await manager.update(attendanceTable, { id: recordId }, { ...after, updatedAt });
  }
  const restated = changes.filter(({ before, after }) => before.status !== after.status);
  await appendChanges(
    manager,
    restated.map(({ sessionId, studentId, before, after }) => ({
      ...{ sessionId, studentId, actor },
      cause: 'rule' as const,
      beforeStatus: before.status,
      beforeSource: before.statusSource,
      afterStatus: after.status,
      afterSource: after.statusSource,
    })),
  );
}
