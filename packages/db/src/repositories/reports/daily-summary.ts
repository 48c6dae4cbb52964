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
  const sessions = await store.read((manager) => countSessions(manager, span));
  const held = sessions.reduce((sum, { number }) => sum + Number(number), 0);
  const [statuses, erased, unseen] = await Promise.all([
    store.read((manager) => countStatuses(manager, span, held)),
    store.read((manager) => countErased(manager, span)),
    store.read((manager) => countUnseen(manager, span, now)),
  ]);
  return sessions.map(({ day, number }) => {
    const count = (status: string) => (statuses.get(day)?.[status] ?? 0) + (erased.get(day)?.[status] ?? 0);
    return {
      day,
      sessions: Number(number),
      present: count('present'),
      late: count('late'),
      absent: count('absent'),
      excused: count('excused'),
      unseen: unseen.get(day) ?? 0,
    };
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
type CountedStatus = Counted & { readonly status: string };

/** From this share of all sessions on, one walk along the whole key is quicker than looking each session up in it. */
const WALKS_FROM_SHARE = 0.4;
const WALKS_FROM_SESSIONS = 2000;

/** From the key (session_id, status) alone, unless a group is asked for: that takes the roster's label of each record. */
async function countStatuses(
  manager: EntityManager,
  span: OffsetSpan,
  held: number,
): Promise<Map<string, Statuses>> {
  const { sql, values } = heldSessions(span);
  if (span.group === undefined && (await isWide(manager, held))) {
    const rows: CountedStatus[] = await manager.query(
      `SELECT STRAIGHT_JOIN ${DAY} AS day, a.status, SUM(a.number) AS number
       FROM (SELECT session_id, status, COUNT(*) AS number FROM attendance_records GROUP BY session_id, status) a
       JOIN class_sessions c ON c.id = a.session_id
       WHERE ${sql} GROUP BY day, a.status`,
      [span.offsetMinutes, ...values],
    );
    return byDay(rows);
  }
  const { sql: group, values: label } = ofGroup(span, 'a.student_id');
  const rows: CountedStatus[] = await manager.query(
    `SELECT STRAIGHT_JOIN ${DAY} AS day, a.status, COUNT(*) AS number
     FROM class_sessions c JOIN attendance_records a ON a.session_id = c.id ${group}
     WHERE ${sql} GROUP BY day, a.status`,
    [span.offsetMinutes, ...label, ...values],
  );
  return byDay(rows);
}

async function isWide(manager: EntityManager, held: number): Promise<boolean> {
  if (held < WALKS_FROM_SESSIONS) return false;
  const [all]: { number: number | string }[] = await manager.query(
    'SELECT COUNT(*) AS number FROM class_sessions',
  );
  return held > Number(all?.number ?? 0) * WALKS_FROM_SHARE;
}

/** Of people who were erased since, whose group nobody knows any more. */
async function countErased(manager: EntityManager, span: OffsetSpan): Promise<Map<string, Statuses>> {
  if (span.group !== undefined) return new Map();
  const { sql, values } = heldSessions(span);
  const rows: CountedStatus[] = await manager.query(
    `SELECT ${DAY} AS day, e.status, SUM(e.people) AS number
     FROM class_sessions c JOIN erased_attendance e ON e.session_id = c.id
     WHERE ${sql} GROUP BY day, e.status`,
    [span.offsetMinutes, ...values],
  );
  return byDay(rows);
}

function byDay(rows: readonly CountedStatus[]): Map<string, Statuses> {
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
