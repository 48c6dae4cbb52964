import type { AttendanceRecord, Database, Excuse, Sighting } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { correctionView } from '../corrections/correction-schemas.ts';
import { found } from '../shared/found.ts';
import { ownSession } from '../shared/own-session.ts';
import { sightingView } from '../sightings/sighting-schemas.ts';

type Deps = { readonly database: Database };
type Whose = { readonly sessionId: string; readonly studentId: string };

/** Of each list; the newest are what a question is about. */
const MOST = 50;

/**
 * How a record came to be: what cameras saw, what people said, and the changes in between. A lecturer reads of students of the session
 * alone, and no excuse that speaks of every course.
 */
export async function explainRecord(deps: Deps, { sessionId, studentId }: Whose, actor: Actor) {
  const { database } = deps;
  const session = await ownSession(deps, actor, sessionId);
  const student = found(await database.students.find(studentId), 'student');
  const of = { sessionId, studentId, limit: MOST };
  const isLecturer = actor.role === 'lecturer';
  const [course, record, listedIn, changes, sightings, corrections, disputes, excuses] = await Promise.all([
    database.courses.find(session.courseId),
    database.attendance.find(sessionId, studentId),
    database.rosters.coursesOf(studentId),
    database.attendanceChanges.list(of),
    database.sightings.list(of),
    database.corrections.ofRecord(sessionId, studentId),
    database.disputes.list(of),
    database.excuses.list({ studentId, limit: 200 }),
  ]);
  if (isLecturer && !record && !listedIn.includes(session.courseId)) found(undefined, 'student');
  return {
    session,
    student,
    course: found(course, 'course'),
    record: record ?? null,
    evidence: record ? evidenceOf(record, sightings.items) : null,
    changes: changes.items,
    sightings: { ...sightings, items: sightings.items.map(sightingView) },
    corrections: corrections.map(correctionView),
    disputes: disputes.items,
    excuses: excuses.items.filter(
      (excuse) => concerns(excuse, session) && (!isLecturer || excuse.courseId !== null),
    ),
  };
}

function concerns(
  { sessionId, courseId, fromAt, toAt }: Excuse,
  session: { readonly id: string; readonly courseId: string; readonly startsAt: Date },
): boolean {
  if (sessionId !== null) return sessionId === session.id;
  const isWithin = fromAt <= session.startsAt && session.startsAt < toAt;
  return isWithin && (courseId === null || courseId === session.courseId);
}

/** The sighting through which the crop of the mark is read: reading it is noted in the audit log. */
function evidenceOf({ evidenceKey, score }: AttendanceRecord, sightings: readonly Sighting[]) {
  if (evidenceKey === null) return null;
  const matched = sightings.filter(({ studentId }) => studentId !== null);
  const shown = matched.find((sighting) => sighting.score === score) ?? matched[0];
  return shown ? { sightingId: shown.id, path: `/v1/sightings/${shown.id}/evidence` } : null;
}
