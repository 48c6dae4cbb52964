import { AppError, defineRoute, type Route } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import { toMoment } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseWriters } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { closingRules } from './attendance-rules.ts';
import { closeSession } from './close-session.ts';
import { ClosedSession, ReopenedSession, Reopening } from './closing-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'live' | 'timeZone'>;

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_OPEN_DAYS = 30;
const tags = ['sessions'];

export function closingRoutes(deps: Deps): Route[] {
  return [closeRoute(deps), reopenRoute(deps)];
}

function closeRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sessions/:id/close',
    summary: 'Close a session: write absences, and judge who left early',
    description:
      'It happens by itself some minutes after the end. A session that has begun can be closed before; frames that come later still mark. Repeating it changes nothing.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, response: ClosedSession },
    refusals: ['not-found', 'conflict'],
    handle: async ({ params: { id } }, { actor }) => {
      const session = found(await deps.database.sessions.find(id), 'session');
      await assertOwnCourse(deps, actor, session.courseId);
      if (session.status === 'cancelled')
        throw conflict('a cancelled session counts for nobody', 'cancelled');
      if (session.startsAt > new Date()) throw conflict('this session has not begun yet', 'not-begun');
      const closed = await closeSession(deps, session, actorName(actor));
      return {
        sessionId: id,
        closedAt: closed?.session.closedAt ?? session.closedAt,
        counts: closed?.counts ?? (await deps.database.attendance.countForSession(id)),
        written: closed?.written ?? 0,
      };
    },
  });
}

function reopenRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sessions/:id/reopen',
    summary: 'Take the closing of a session back',
    description:
      'The absences and excuses that the closing wrote go; what cameras saw and people decided stays. The session counts for nobody until it is closed again.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: Reopening, response: ReopenedSession },
    refusals: ['not-found', 'conflict', 'bad-request'],
    handle: async ({ params: { id }, body: { reason, until } }, { actor }) => {
      const session = found(await deps.database.sessions.find(id), 'session');
      await assertOwnCourse(deps, actor, session.courseId);
      const wanted = {
        sessionId: id,
        reason,
        until: openUntil(until, deps.timeZone),
        actor: actorName(actor),
        rules: closingRules,
      };
      const deed = {
        actor,
        action: 'session.reopen',
        subject: id,
        details: { until: wanted.until.toISOString() },
      };
      const reopened = await audited(deps.database, deed, ({ closings }) => closings.reopen(wanted));
      if (!reopened) throw conflict('this session is not closed', 'not-closed');
      await deps.live.publish({ type: 'session', sessionId: id, change: 'changed' });
      return {
        sessionId: id,
        keptOpenUntil: reopened.session.keptOpenUntil,
        withdrawn: reopened.withdrawn,
      };
    },
  });
}

function openUntil(until: string | undefined, timeZone: string): Date {
  const now = Date.now();
  if (until === undefined) return new Date(now + DAY_MS);
  const at = toMoment(until, timeZone, 'until');
  if (at.getTime() > now && at.getTime() <= now + LONGEST_OPEN_DAYS * DAY_MS) return at;
  const message = `until: must lie in the next ${LONGEST_OPEN_DAYS} days`;
  throw new AppError('bad-request', message, { field: 'until' });
}

function conflict(message: string, reason: string): AppError {
  return new AppError('conflict', message, { reason });
}
