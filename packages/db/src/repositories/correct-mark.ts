import type { EntityManager } from 'typeorm';
import { joinedStore } from '../connection/store.ts';
import { type AttendanceRecord, attendanceTable } from '../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import type { Correction, MarkChange, StoredRecord } from '../tables/correction.ts';
import type { Sighting } from '../tables/sighting.ts';
import { appendChange } from './attendance-changes.ts';
import { SHIPPED_SIGHTINGS } from './closing/closing-rules.ts';
import { closingVerdict, unseen } from './closing/closing-verdict.ts';
import { NOT_CORRECTED } from './closing/watched.ts';
import { type DecideStatus, isByPerson } from './mark.ts';
import { setManualStatus } from './set-manual-status.ts';

type Withdrawal = Pick<Correction, 'studentId' | 'madeBy' | 'reason'> & {
  readonly decideStatus: DecideStatus;
  readonly isClosed: boolean;
};

type Rest = {
  readonly sightings: number;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly score: number | null;
};

/**
 * Takes a camera's mark back as far as it rests on presentations that are corrected: what other sightings of the student in the
 * session show stays, and without enough of them the record goes, or is an absence where the session was closed. Null when there is
 * nothing to change.
 */
export async function withdrawMark(
  manager: EntityManager,
  { sessionId }: Pick<Sighting, 'sessionId'>,
  { studentId, decideStatus, isClosed, madeBy, reason }: Withdrawal,
): Promise<MarkChange | null> {
  const record = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  if (record?.statusSource !== 'camera') return null;
  const session = await manager.findOneByOrFail(sessionTable, { id: sessionId });
  const rest = await onRest(manager, record, { decideStatus, session });
  const after = rest ?? (isClosed ? await absentInstead(manager, record, session) : null);
  if (after) await manager.update(attendanceTable, { id: record.id }, after);
  else await manager.delete(attendanceTable, { id: record.id });
  await noteCorrected(manager, record, after, { actor: madeBy, cause: 'correction', reason });
  return { before: storedRecord(record), after: after && storedRecord(after) };
}

/** The record as far as it rests on sightings that nobody has corrected; null without enough of them. */
async function onRest(
  manager: EntityManager,
  record: AttendanceRecord,
  { decideStatus, session }: { readonly decideStatus: DecideStatus; readonly session: ClassSession },
): Promise<AttendanceRecord | null> {
  const rest = await restOf(manager, record.sessionId, record.studentId);
  const status = rest.firstSeenAt ? decideStatus(rest.firstSeenAt) : undefined;
  const least = session.requiredSightings ?? SHIPPED_SIGHTINGS;
  if (rest.sightings < least || !status) return null;
  const { firstSeenAt, lastSeenAt, score } = rest;
  const evidenceKey = score === record.score ? record.evidenceKey : null;
  return { ...record, status, firstSeenAt, lastSeenAt, score, evidenceKey, updatedAt: new Date() };
}

/** Nobody has seen them: as closing would have written it. */
async function absentInstead(
  manager: EntityManager,
  record: AttendanceRecord,
  session: ClassSession,
): Promise<AttendanceRecord> {
  return unseen(record, await closingVerdict(manager, session, record.studentId));
}

/** Into the history of the record, if its status changed. */
export async function noteCorrected(
  manager: EntityManager,
  before: AttendanceRecord | null,
  after: AttendanceRecord | null,
  said: {
    readonly actor: string;
    readonly cause: 'correction' | 'undo';
    readonly reason: string | null;
  },
): Promise<void> {
  const whose = before ?? after;
  if (!whose || (before?.status === after?.status && before?.statusSource === after?.statusSource)) return;
  await appendChange(manager, {
    ...{ sessionId: whose.sessionId, studentId: whose.studentId },
    ...said,
    beforeStatus: before?.status ?? null,
    beforeSource: before?.statusSource ?? null,
    afterStatus: after?.status ?? null,
    afterSource: after?.statusSource ?? null,
  });
}

/** A corrected sighting stands for its whole presentation, and one from before presentations were told apart for all. */
async function restOf(manager: EntityManager, sessionId: string, studentId: string): Promise<Rest> {
  const rows: (Omit<Rest, 'sightings'> & { readonly sightings: number | string })[] = await manager.query(
    `SELECT COUNT(*) AS sightings, MIN(s.captured_at) AS firstSeenAt, MAX(s.captured_at) AS lastSeenAt,
            MAX(s.score) AS score
     FROM sightings s WHERE s.session_id = ? AND s.student_id = ? AND ${NOT_CORRECTED}`,
    [sessionId, studentId],
  );
  const [rest] = rows;
  return rest
    ? { ...rest, sightings: Number(rest.sightings) }
    : { sightings: 0, firstSeenAt: null, lastSeenAt: null, score: null };
}

/** Marks the student by hand, as of when the face was seen. Null when the record says as much already. */
export async function setCorrectedMark(
  manager: EntityManager,
  { sessionId, capturedAt }: Pick<Sighting, 'sessionId' | 'capturedAt'>,
  {
    studentId,
    madeBy,
    cropKey,
    reason,
    decideStatus,
  }: Pick<Correction, 'studentId' | 'madeBy' | 'cropKey' | 'reason'> & {
    readonly decideStatus: DecideStatus;
  },
): Promise<MarkChange | null> {
  const before = await manager.findOneBy(attendanceTable, { sessionId, studentId });
  if (before && saysAsMuch(before, capturedAt)) return null;
  const status = decideStatus(capturedAt) ?? 'present';
  const said = { actor: madeBy, cause: 'correction', reason } as const;
  const wanted = { sessionId, studentId, status, ...said };
  const { record: marked } = await setManualStatus(joinedStore(manager), wanted);
  const after: AttendanceRecord = {
    ...marked,
    firstSeenAt: earliest(marked.firstSeenAt, capturedAt),
    lastSeenAt: latest(marked.lastSeenAt, capturedAt),
    evidenceKey: cropKey ?? marked.evidenceKey,
  };
  await manager.update(attendanceTable, { id: after.id }, { ...after });
  return { before: before && storedRecord(before), after: storedRecord(after) };
}

function saysAsMuch(record: AttendanceRecord, capturedAt: Date): boolean {
  const { status, firstSeenAt } = record;
  if (isByPerson(record)) return true;
  return status === 'present' || (firstSeenAt !== null && firstSeenAt <= capturedAt);
}

function earliest(known: Date | null, at: Date): Date {
  return known !== null && known <= at ? known : at;
}

function latest(known: Date | null, at: Date): Date {
  return known !== null && known >= at ? known : at;
}

export function storedRecord(record: AttendanceRecord): StoredRecord {
  return JSON.parse(JSON.stringify(record));
}

export function recordOf(stored: StoredRecord): AttendanceRecord {
  const { firstSeenAt, lastSeenAt, createdAt, updatedAt } = stored;
  return {
    ...stored,
    firstSeenAt: firstSeenAt === null ? null : new Date(firstSeenAt),
    lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}
