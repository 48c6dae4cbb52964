import { type EntityManager, In } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import { appendChanges } from '../attendance-changes.ts';
import { type ClosingRules, flagOf, type RiskOf } from '../closing/closing-rules.ts';
import { excusedStudents } from '../closing/covering-excuses.ts';
import { holdSession } from '../closing/hold-session.ts';
import { noteRisks } from '../closing/note-risks.ts';
import { later, seenIn, watchedUntil } from '../closing/watched.ts';
import { shareStudents } from '../locks.ts';
import { isJudgedAlike, judgedRuleOf, type RuleOfSession } from './rule-sessions.ts';

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
  return store.read((manager) => changesUnder(manager, { ...session, ...judgedRuleOf(rule) }, rules));
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
      if (isJudgedAlike(session, rule)) return undefined;
      await manager.update(sessionTable, { id: session.id }, judgedRuleOf(rule));
      await shareStudents(manager, await judgedStudents(manager, session.id));
      const changes = await changesUnder(manager, { ...session, ...judgedRuleOf(rule) }, change.rules);
      await write(manager, changes, actor);
      await noteRisks(manager, session, { riskOf: change.riskOf, tells: false });
      return changes;
    },
    { idempotent: true },
  );
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
  const judged = records.map((record) => {
    const { firstSeenAt, studentId } = record;
    const lastSeenAt = later(record.lastSeenAt, firstSeenAt && seen.get(studentId)?.lastSeenAt);
    return { record, verdict: rules.judgeSeen(session, { firstSeenAt, lastSeenAt }, watched) };
  });
  const absent = judged.filter(({ verdict }) => verdict.status === 'absent');
  const excused = await excusedStudents(
    manager,
    session,
    absent.map(({ record }) => record.studentId),
  );
  return judged.flatMap(({ record, verdict }) => {
    const { id: recordId, studentId } = record;
    const isExcused = verdict.status === 'absent' && excused.has(studentId);
    const after: Verdict = isExcused ? EXCUSED : { ...verdict, leftEarly: flagOf(verdict.leftEarly) };
    if (isSame(record, after)) return [];
    return [{ recordId, sessionId: session.id, studentId, before: verdictOf(record), after }];
  });
}

const EXCUSED: Verdict = { status: 'excused', statusSource: 'excuse', leftEarly: null };

async function judgedStudents(manager: EntityManager, sessionId: string): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT student_id AS id FROM attendance_records
     WHERE session_id = ? AND status_source IN ('camera', 'closing')`,
    [sessionId],
  );
  return rows.map(({ id }) => id);
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
