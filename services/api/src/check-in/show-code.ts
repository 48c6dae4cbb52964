import type { ClassSession, Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import QRCode from 'qrcode';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import type { CheckInCode, CheckInCodes } from './check-in-code.ts';
import { isTakingCheckIns } from './session-rule.ts';

type Deps = {
  readonly database: Pick<Database, 'sessions' | 'courseLecturers'>;
  readonly checkInCodes: CheckInCodes;
};

export type ShownCode = CheckInCode & {
  readonly sessionId: string;
  readonly url: string;
  readonly svg: string;
};

/**
 * The code of this moment, for who teaches the session to show. `origin` is where students reach the site. Throws
 * `AppError('conflict')` while nobody can check in.
 */
export async function showCode(
  deps: Deps,
  sessionId: string,
  actor: Actor,
  origin: string,
): Promise<ShownCode> {
  const session = found(await deps.database.sessions.find(sessionId), 'session');
  await assertOwnCourse(deps, actor, session.courseId);
  const now = new Date();
  assertOpen(session, now);
  const shown = deps.checkInCodes.at(sessionId, now);
  const url = checkInUrl(origin, shown.code);
  const svg = await QRCode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return { ...shown, sessionId, url, svg };
}

/** Throws `AppError('conflict')` that says why nobody can check in now. */
export function assertOpen(session: ClassSession, now: Date): void {
  if (session.status === 'cancelled') {
    throw new AppError('conflict', 'this session is cancelled', { reason: 'session-cancelled' });
  }
  if (session.closedAt === null && isTakingCheckIns(session, now)) return;
  throw new AppError('conflict', 'check-in to this session is not open', { reason: 'session-not-open' });
}

/** The code stands behind a `#`, so that no server or proxy on the way logs it. */
function checkInUrl(origin: string, code: string): string {
  return `${origin.replace(/\/+$/, '')}/check-in#${code}`;
}

/** What was scanned: a whole address, or the code alone. */
export function codeOf(scanned: string): string {
  return scanned.slice(scanned.lastIndexOf('#') + 1).trim();
}
