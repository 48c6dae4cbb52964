/** Sessions that start at or after `from` and before `to`. */
export type ReportSpan = {
  readonly from: Date;
  readonly to: Date;
  readonly courseId?: string | undefined;
  /** When given, of these courses alone: those of a lecturer. */
  readonly courseIds?: readonly string[] | undefined;
  readonly roomId?: string | undefined;
  /** Of those with this label on the course's roster alone. */
  readonly group?: string | undefined;
};

export type Condition = { readonly sql: string; readonly values: readonly unknown[] };

/** Which sessions count, as SQL on `c` (class_sessions). A cancelled session counts for nobody. */
export function heldSessions({
  from,
  to,
  courseId,
  courseIds,
  roomId,
}: Omit<ReportSpan, 'group'>): Condition {
  const parts: Condition[] = [
    { sql: "c.starts_at >= ? AND c.starts_at < ? AND c.status = 'scheduled'", values: [from, to] },
    ...(courseId ? [{ sql: 'c.course_id = ?', values: [courseId] }] : []),
    ...(courseIds ? [ofCourses(courseIds)] : []),
    ...(roomId ? [{ sql: 'c.room_id = ?', values: [roomId] }] : []),
  ];
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** `IN ()` is no SQL: of no course there is nothing. */
function ofCourses(ids: readonly string[]): Condition {
  return ids.length === 0 ? { sql: '1 = 0', values: [] } : { sql: 'c.course_id IN (?)', values: [ids] };
}
