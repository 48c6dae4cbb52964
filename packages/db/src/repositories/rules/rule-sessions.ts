import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';

/** What a session keeps of its rule. */
export type RuleOfSession = Pick<
  ClassSession,
  'opensBeforeMinutes' | 'lateAfterMinutes' | 'closesAfterMinutes' | 'earlyLeaveMinutes' | 'requiredSightings'
>;

/** What is judged again of sessions that are over: who was let in early stays in, and what confirmed a mark is done with. */
const JUDGED = ['lateAfterMinutes', 'closesAfterMinutes', 'earlyLeaveMinutes'] as const;
export type JudgedRule = Pick<RuleOfSession, (typeof JUDGED)[number]>;

export function judgedRuleOf({
  lateAfterMinutes,
  closesAfterMinutes,
  earlyLeaveMinutes,
}: JudgedRule): JudgedRule {
  return { lateAfterMinutes, closesAfterMinutes, earlyLeaveMinutes };
}

export function isJudgedAlike(a: JudgedRule, b: JudgedRule): boolean {
  return JUDGED.every((field) => a[field] === b[field]);
}

/** The sessions of a course, cancelled or not, that have another rule than this one, and none of their own. */
const DIFFER = `s.course_id = ? AND s.has_own_rule = 0 AND NOT (
  s.opens_before_minutes <=> ? AND s.late_after_minutes <=> ? AND s.closes_after_minutes <=> ?
  AND s.early_leave_minutes <=> ? AND s.required_sightings <=> ?)`;
/** Nobody can have been marked yet, neither by the old rule nor by the new one. A cancelled one may be held after all. */
const NOT_BEGUN = `s.closed_at IS NULL
  AND s.starts_at > DATE_ADD(?, INTERVAL GREATEST(s.opens_before_minutes, ?) MINUTE)`;
const CLOSED = `s.status = 'scheduled' AND s.closed_at IS NOT NULL AND s.starts_at >= ? AND NOT (
  s.late_after_minutes <=> ? AND s.closes_after_minutes <=> ? AND s.early_leave_minutes <=> ?)`;

const valuesOf = (rule: RuleOfSession) => [
  rule.opensBeforeMinutes,
  rule.lateAfterMinutes,
  rule.closesAfterMinutes,
  rule.earlyLeaveMinutes,
  rule.requiredSightings,
];

const judgedValuesOf = (rule: JudgedRule) => JUDGED.map((field) => rule[field]);

export type SessionsUnderRule = {
  /** Not begun: they take the rule. */
  readonly future: number;
  /** Under way, or over and not closed: they end by the rule with which they began. */
  readonly underWay: number;
  /** Closed: they keep theirs unless it is asked for. */
  readonly past: number;
};

/** How many sessions of the course have another rule, as of `now`; of past ones those that started at `since` or later. */
export function countSessionsUnder(
  store: Store,
  courseId: string,
  rule: RuleOfSession,
  { now, since }: { readonly now: Date; readonly since: Date },
): Promise<SessionsUnderRule> {
  return store.read(async (manager) => {
    const notBegun = [now, rule.opensBeforeMinutes];
    const rows: { future: string | null; past: string | null; underWay: string | null }[] =
      await manager.query(
        `SELECT SUM(${NOT_BEGUN}) AS future, SUM(${CLOSED}) AS past,
              SUM(s.status = 'scheduled' AND s.closed_at IS NULL AND NOT (${NOT_BEGUN})) AS underWay
       FROM class_sessions s WHERE ${DIFFER}`,
        [...notBegun, since, ...judgedValuesOf(rule), ...notBegun, courseId, ...valuesOf(rule)],
      );
    const { future, past, underWay } = rows[0] ?? {};
    return { future: Number(future ?? 0), past: Number(past ?? 0), underWay: Number(underWay ?? 0) };
  });
}

/** Sessions that have not begun take the rule. Answers how many did. */
export async function giveRule(
  manager: EntityManager,
  courseId: string,
  rule: RuleOfSession,
  now: Date,
): Promise<number> {
  const { affectedRows }: { affectedRows: number } = await manager.query(
    `UPDATE class_sessions s SET s.opens_before_minutes = ?, s.late_after_minutes = ?, s.closes_after_minutes = ?,
            s.early_leave_minutes = ?, s.required_sightings = ?
     WHERE ${DIFFER} AND ${NOT_BEGUN}`,
    [...valuesOf(rule), courseId, ...valuesOf(rule), now, rule.opensBeforeMinutes],
  );
  return affectedRows;
}

export type PastRequest = {
  readonly courseId: string;
  readonly rule: RuleOfSession;
  readonly since: Date;
  /** From this one on, in the order of starts. */
  readonly from?: Pick<ClassSession, 'id' | 'startsAt'> | undefined;
  readonly limit: number;
};

/** Closed sessions of the course that have another rule, the first first. */
export function pastSessions(
  store: Store,
  { courseId, rule, since, from, limit }: PastRequest,
): Promise<ClassSession[]> {
  return store.read(async (manager) => {
    const position = from ? 'AND (s.starts_at > ? OR (s.starts_at = ? AND s.id >= ?))' : '';
    const rows: { id: string }[] = await manager.query(
      `SELECT s.id FROM class_sessions s WHERE ${DIFFER} AND ${CLOSED} ${position}
       ORDER BY s.starts_at, s.id LIMIT ?`,
      [
        courseId,
        ...valuesOf(rule),
        since,
        ...judgedValuesOf(rule),
        ...(from ? [from.startsAt, from.startsAt, from.id] : []),
        limit,
      ],
    );
    if (rows.length === 0) return [];
    return manager
      .createQueryBuilder(sessionTable, 's')
      .where('s.id IN (:...ids)', { ids: rows.map(({ id }) => id) })
      .orderBy('s.startsAt')
      .addOrderBy('s.id')
      .getMany();
  });
}
