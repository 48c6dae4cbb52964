import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { appendChange } from '../repositories/attendance-changes.ts';
import { shareSession, shareStudents } from '../repositories/locks.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { legacyIdTable } from '../tables/legacy-id.ts';

/** One attendance of the system before; `studentId` is the new id. */
export type ArrivedAttendance = {
  readonly legacyId: string;
  readonly studentId: string;
  readonly at: Date | null;
};
type Written = { readonly created: number; readonly adopted: number; readonly known: number };
type Span = { readonly studentId: string; readonly first: Date | null; readonly last: Date | null };

/**
 * Writes who was there. Several of one student are one record, seen from the first to the last. What was decided here already stays,
 * but an absence that came of closing gives way. Each change is kept in the history of the record with the cause `import`.
 */
export async function writeAttendances(
  manager: EntityManager,
  sessionId: string,
  arrived: readonly ArrivedAttendance[],
  actor: string,
): Promise<Written> {
  const legacyIds = arrived.map(({ legacyId }) => legacyId);
  const known = new Set(
    (await manager.findBy(legacyIdTable, { kind: 'attendance', legacyId: In(legacyIds) })).map(
      (row) => row.legacyId,
    ),
  );
  const fresh = arrived.filter(({ legacyId }) => !known.has(legacyId));
  if (fresh.length === 0) return { created: 0, adopted: 0, known: known.size };
  await shareSession(manager, sessionId);
  await shareStudents(
    manager,
    fresh.map(({ studentId }) => studentId),
  );
  const spans = spansOf(fresh);
  const records = await manager.findBy(attendanceTable, {
    sessionId,
    studentId: In(spans.map(({ studentId }) => studentId)),
  });
  const recordOf = new Map(records.map((record) => [record.studentId, record]));
  let created = 0;
  const idOf = new Map<string, string>();
  for (const span of spans) {
    const before = recordOf.get(span.studentId);
    const isOpen = before === undefined || before.statusSource === 'closing';
    if (isOpen) created += 1;
    const id = isOpen ? await writeOne(manager, sessionId, span, before, actor) : before.id;
    idOf.set(span.studentId, id);
  }
  await manager.insert(
    legacyIdTable,
    fresh.map(({ legacyId, studentId }) => ({
      kind: 'attendance' as const,
      legacyId,
      id: idOf.get(studentId) ?? '',
      studentId,
      photoUrl: null,
      photoState: null,
    })),
  );
  return { created, adopted: fresh.length - created, known: known.size };
}

function spansOf(arrived: readonly ArrivedAttendance[]): Span[] {
  const spans = new Map<string, Span>();
  for (const { studentId, at } of arrived) {
    const before = spans.get(studentId);
    const all = [before?.first, before?.last, at].flatMap((each) => each ?? []).map((each) => each.getTime());
    const [first, last] =
      all.length > 0 ? [new Date(Math.min(...all)), new Date(Math.max(...all))] : [null, null];
    spans.set(studentId, { studentId, first, last });
  }
  return [...spans.values()].toSorted((a, b) => (a.studentId < b.studentId ? -1 : 1));
}

/** Set as by a person, so that no camera changes what the system before had found. */
async function writeOne(
  manager: EntityManager,
  sessionId: string,
  { studentId, first, last }: Span,
  before: AttendanceRecord | undefined,
  actor: string,
): Promise<string> {
  const now = new Date();
  const set = {
    status: 'present',
    statusSource: 'manual',
    firstSeenAt: first,
    lastSeenAt: last,
    updatedAt: now,
  } as const;
  const id = before?.id ?? uuidv7();
  if (before) await manager.update(attendanceTable, { id }, set);
  else {
    const rest = { score: null, evidenceKey: null, leftEarly: null, createdAt: now };
    await manager.insert(attendanceTable, { id, sessionId, studentId, ...set, ...rest });
  }
  await appendChange(manager, {
    sessionId,
    studentId,
    actor,
    cause: 'import',
    beforeStatus: before?.status ?? null,
    beforeSource: before?.statusSource ?? null,
    afterStatus: set.status,
    afterSource: set.statusSource,
  });
  return id;
}
