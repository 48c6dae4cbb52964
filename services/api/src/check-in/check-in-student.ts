import { type AttendanceRecord, type ClassSession, type Database, MissingReference } from '@hadir/db';
import { checkIn } from '@hadir/domain';
import { type Actor, AppError } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { Live } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import type { StudentLimit } from '../shared/student-limit.ts';
import type { CheckInCodes } from './check-in-code.ts';
import { assertOpen, codeOf } from './show-code.ts';

export type CheckInDeps = {
  readonly database: Pick<Database, 'checkIns' | 'sessions' | 'courses'>;
  readonly checkInCodes: CheckInCodes;
  readonly limit: StudentLimit;
  readonly live: Live;
};

/** Marks the student whose link it is, by the code that was scanned in the room. May run twice; consent or none does not matter. */
export async function checkInStudent(deps: CheckInDeps, actor: Actor, scanned: string) {
  const { database, limit, live } = deps;
  limit.take(actor.id);
  const at = new Date();
  const session = await sessionOf(deps, scanned, at);
  assertOpen(session, at);
  const { result, record } = await recordCheckIn(deps, session, actor, at);
  const { status, statusSource } = record;
  if (result === 'checked-in') {
    await live.publish({
      type: 'attendance',
      sessionId: session.id,
      studentId: actor.id,
      status,
      source: statusSource,
    });
  }
  const course = found(await database.courses.find(session.courseId), 'course');
  return { result, status, statusSource, session, course };
}

async function sessionOf(
  { database, checkInCodes }: CheckInDeps,
  scanned: string,
  at: Date,
): Promise<ClassSession> {
  const read = checkInCodes.read(codeOf(scanned), at);
  if (read.state === 'good') return found(await database.sessions.find(read.sessionId), 'session');
  if (read.state === 'expired') {
    const message = 'code: it has expired; scan the one that is shown now';
    throw new AppError('unprocessable', message, { field: 'code', reason: 'code-expired' });
  }
  const message = 'code: this is no check-in code; scan the one that the lecturer shows';
  throw new AppError('unprocessable', message, { field: 'code', reason: 'code-unknown' });
}

async function recordCheckIn(
  { database }: CheckInDeps,
  session: ClassSession,
  actor: Actor,
  at: Date,
): Promise<{ result: 'checked-in' | 'already'; record: AttendanceRecord }> {
  const wanted = {
    sessionId: session.id,
    studentId: actor.id,
    at,
    actor: actorName(actor),
    decideStatus: (seenAt: Date) => checkIn(session, seenAt),
  };
  const { result, record } = await database.checkIns.record(wanted).catch(notExpected);
  if (result !== 'refused' && record) return { result, record };
  throw new AppError('conflict', 'check-in to this session is not open', { reason: 'session-not-open' });
}

function notExpected(error: unknown): never {
  if (!(error instanceof MissingReference)) throw error;
  const message = 'you are not on the roster of this session; ask your lecturer';
  throw new AppError('forbidden', message, { reason: 'not-on-roster' });
}
