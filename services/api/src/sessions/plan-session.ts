import type { ClassSession, Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { toMoment } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';
import { ownRule, RULE_FIELDS, sessionRule } from './session-rule.ts';
import type { NewSession, SessionChange, SessionMove } from './session-schemas.ts';
import { sessionTimes, type Times } from './session-times.ts';

export type PlanDeps = Pick<ApiDeps, 'database' | 'live' | 'timeZone'>;

/** Adds a session with its course's rule, or one of its own. Throws RoomTaken unless it may overlap. */
export async function planSession(deps: PlanDeps, given: NewSession, actor: Actor): Promise<ClassSession> {
  const { allowOverlap, ...fields } = given;
  const times = sessionTimes(fields, deps.timeZone);
  const own = ownRule(fields);
  const rule = { ...(await sessionRule(deps, fields.courseId)), ...own };
  const row = { ...fields, ...times, ...rule, hasOwnRule: own ? 1 : 0 };
  const deed = { actor, action: 'session.create', subject: ({ id }: ClassSession) => id };
  const session = created(
    await audited(deps.database, deed, ({ sessions }) => sessions.plan(row, { allowOverlap })),
  );
  await publish(deps, session, 'changed');
  return session;
}

export async function changePlan(
  deps: PlanDeps,
  id: string,
  given: SessionChange,
  actor: Actor,
): Promise<ClassSession> {
  const { allowOverlap, ownRule: _, startsAt, endsAt, ...fields } = given;
  const current = found(await deps.database.sessions.find(id), 'session');
  const times = changedTimes({ startsAt, endsAt }, deps.timeZone, current);
  const rule = {
    ...(await ruleAnew(deps, current, times)),
    ...(await changedRule(deps, current, given)),
  };
  const patch = { ...fields, ...rule, ...times };
  const details = { fields: Object.keys(given).join(',') };
  const deed = { actor, action: 'session.update', subject: id, details };
  const change = async ({ sessions }: Pick<Database, 'sessions'>) =>
    judgedAlike(current, await sessions.change(id, patch, { allowOverlap }));
  const session = found(await audited(deps.database, deed, change), 'session');
  await publish(
    deps,
    session,
    session.startsAt.getTime() === current.startsAt.getTime() ? 'changed' : 'moved',
  );
  return session;
}

/** To another time, and another room when told; it keeps its length unless told. */
export async function moveSession(
  deps: PlanDeps,
  id: string,
  { startsAt, endsAt, roomId, allowOverlap }: SessionMove,
  actor: Actor,
): Promise<ClassSession> {
  const current = found(await deps.database.sessions.find(id), 'session');
  if (current.status === 'cancelled') {
    throw new AppError('conflict', 'the session is cancelled; restore it first', { reason: 'cancelled' });
  }
  const lastsMs = current.endsAt.getTime() - current.startsAt.getTime();
  const start = toMoment(startsAt, deps.timeZone, 'startsAt');
  const to = endsAt ?? new Date(start.getTime() + lastsMs).toISOString();
  const times = sessionTimes({ startsAt, endsAt: to }, deps.timeZone);
  const patch = { ...(await ruleAnew(deps, current, times)), ...times, roomId };
  const deed = { actor, action: 'session.move', subject: id };
  const move = async ({ sessions }: Pick<Database, 'sessions'>) =>
    judgedAlike(current, await sessions.change(id, patch, { allowOverlap }));
  const session = found(await audited(deps.database, deed, move), 'session');
  await publish(deps, session, 'moved');
  return session;
}

export async function cancelSession(
  deps: PlanDeps,
  id: string,
  reason: string,
  actor: Actor,
): Promise<ClassSession> {
  const deed = { actor, action: 'session.cancel', subject: id };
  const cancel = ({ sessions }: Pick<Database, 'sessions'>) => sessions.cancel(id, { reason });
  const session = found(await audited(deps.database, deed, cancel), 'session');
  await publish(deps, session, 'cancelled');
  return session;
}

export async function restoreSession(
  deps: PlanDeps,
  id: string,
  allowOverlap: boolean | undefined,
  actor: Actor,
): Promise<ClassSession> {
  const deed = { actor, action: 'session.restore', subject: id };
  const restore = ({ sessions }: Pick<Database, 'sessions'>) => sessions.restore(id, { allowOverlap });
  const session = found(await audited(deps.database, deed, restore), 'session');
  await publish(deps, session, 'restored');
  return session;
}

/** An occurrence that is removed becomes an exception of its series, so that nothing makes it again. */
export async function removeSession({ database }: PlanDeps, id: string, actor: Actor): Promise<void> {
  const deed = { actor, action: 'session.remove', subject: id };
  const removed = await audited(database, deed, async ({ sessions, series }) => {
    const { seriesId = null, occurrenceOn = null } = (await sessions.find(id)) ?? {};
    const from = seriesId === null ? undefined : await series.hold(seriesId);
    if (from && occurrenceOn !== null) {
      await series.update(from.id, { exceptOn: [...new Set([...from.exceptOn, occurrenceOn])].toSorted() });
    }
    return sessions.remove(id);
  });
  found(removed, 'session');
}

/** A rule of its own is given whole: what is not named stays as the session has it. */
async function changedRule(deps: PlanDeps, current: ClassSession, given: SessionChange) {
  if (given.ownRule === false) {
    return { ...(await sessionRule(deps, given.courseId ?? current.courseId)), hasOwnRule: 0 };
  }
  if (ownRule(given)) return { ...ownRule(given), hasOwnRule: 1 };
  const isElsewhere = given.courseId !== undefined && given.courseId !== current.courseId;
  return isElsewhere && current.hasOwnRule === 0 ? sessionRule(deps, given.courseId ?? '') : {};
}

/** What has begun has ended by the rule with which it began; held anew, it takes what its course says by now. */
async function ruleAnew(deps: PlanDeps, current: ClassSession, { startsAt }: { readonly startsAt?: Date }) {
  const now = new Date();
  const isAnew =
    startsAt !== undefined && startsAt > now && (current.startsAt <= now || current.closedAt !== null);
  return isAnew && current.hasOwnRule === 0 ? sessionRule(deps, current.courseId) : {};
}

/** By what the records of a closed session were judged. */
const JUDGED_BY = ['startsAt', 'endsAt', 'hasOwnRule', ...RULE_FIELDS] as const;

/** The session after a change. Throws `AppError('conflict')` when it is closed and its records were judged otherwise. */
function judgedAlike(current: ClassSession, changed: ClassSession | undefined): ClassSession | undefined {
  const isOtherwise = JUDGED_BY.some(
    (field) => JSON.stringify(changed?.[field]) !== JSON.stringify(current[field]),
  );
  if (!changed || changed.closedAt === null || !isOtherwise) return changed;
  const message = 'the session is closed, and its records were judged by its rule and times; reopen it first';
  throw new AppError('conflict', message, { reason: 'closed' });
}

function changedTimes(
  given: Pick<SessionChange, 'startsAt' | 'endsAt'>,
  timeZone: string,
  current: ClassSession,
): Partial<Times> {
  return given.startsAt || given.endsAt ? sessionTimes(given, timeZone, current) : {};
}

type Change = 'changed' | 'moved' | 'cancelled' | 'restored';

/** Tells pages that watch. */
export async function publish(
  { live }: Pick<ApiDeps, 'live'>,
  { id }: Pick<ClassSession, 'id'>,
  change: Change,
): Promise<void> {
  await live.publish({ type: 'session', sessionId: id, change });
}
