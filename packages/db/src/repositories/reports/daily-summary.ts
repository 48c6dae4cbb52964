import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { heldSessions, type ReportSpan } from './report-span.ts';

/** What happened on one day. */
export type DayCounts = {
  /** `YYYY-MM-DD` at the offset that was given. */
  readonly day: string;
  readonly sessions: number;
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
  /** Of sessions that are over and not closed yet: on the roster, without a record. They count as absent. */
  readonly unseen: number;
};

/** A span in which the campus's clock has one offset. */
export type OffsetSpan = ReportSpan & { readonly offsetMinutes: number };

/** Days on which a session was held, in their order. */
export async function dailySummary(store: Store, span: OffsetSpan, now = new Date()): Promise<DayCounts[]> {
  const [sessions, statuses, unseen] = await Promise.all([
    store.read((manager) => countSessions(manager, span)),
    store.read((manager) => countStatuses(manager, span)),
    store.read((manager) => countUnseen(manager, span, now)),
  ]);
  return sessions.map(({ day, number }) => {
    const { present = 0, late = 0, absent = 0, excused = 0 } = statuses.get(day) ?? {};
    return { day, sessions: Number(number), present, late, absent, excused, unseen: unseen.get(day) ?? 0 };
  });
}

type Counted = { readonly day: string; readonly number: number | string };
const DAY = "DATE_FORMAT(c.starts_at + INTERVAL ? MINUTE, '%Y-%m-%d')";

function countSessions(manager: EntityManager, span: OffsetSpan): Promise<Counted[]> {
  const { sql, values } = heldSessions(span);
  return manager.query(
    `SELECT ${DAY} AS day, COUNT(*) AS number FROM class_sessions c WHERE ${sql} GROUP BY day ORDER BY day`,
    [span.offsetMinutes, ...values],
  );
}

type Statuses = Record<string, number>;

/** From the key (session_id, status) alone, unless a group is asked for: that takes the roster's label of each record. */
async function countStatuses(manager: EntityManager, span: OffsetSpan): Promise<Map<string, Statuses>> {
  const { sql, values } = heldSessions(span);
  const { sql: group, values: label } = ofGroup(span, 'a.student_id');
  const rows: (Counted & { readonly status: string })[] = await manager.query(
    `SELECT STRAIGHT_JOIN ${DAY} AS day, a.status, COUNT(*) AS number
     FROM class_sessions c JOIN attendance_records a ON a.session_id = c.id ${group}
     WHERE ${sql} GROUP BY day, a.status`,
    [span.offsetMinutes, ...label, ...values],
  );
  const days = new Map<string, Statuses>();
  for (const { day, status, number } of rows) days.set(day, { ...days.get(day), [status]: Number(number) });
  return days;
}

async function countUnseen(
  manager: EntityManager,
  span: OffsetSpan,
  now: Date,
): Promise<Map<string, number>> {
  const { sql, values } = heldSessions(span);
  const group = span.group === undefined ? '' : 'AND r.group_name = ?';
  const rows: Counted[] = await manager.query(
    `SELECT STRAIGHT_JOIN ${DAY} AS day, COUNT(*) AS number
     FROM class_sessions c JOIN roster_entries r ON r.course_id = c.course_id ${group}
     LEFT JOIN attendance_records a ON a.session_id = c.id AND a.student_id = r.student_id
     WHERE ${sql} AND c.closed_at IS NULL AND c.ends_at <= ? AND c.scope = 'roster' AND a.id IS NULL
     GROUP BY day`,
    [span.offsetMinutes, ...(span.group === undefined ? [] : [span.group]), ...values, now],
  );
  return new Map(rows.map(({ day, number }) => [day, Number(number)]));
}

function ofGroup({ group }: OffsetSpan, student: string) {
  if (group === undefined) return { sql: '', values: [] };
  return {
    sql: `JOIN roster_entries r ON r.course_id = c.course_id AND r.student_id = ${student} AND r.group_name = ?`,
    values: [group],
  };
}
