import type { ClassSession, ImportedSession, Repositories } from '@hadir/db';
import { sessionRule } from '../sessions/session-rule.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { type ImportStep, type Wanted, WITHDRAWN } from './plan-import.ts';

type Deps = Pick<ApiDeps, 'database'>;
export type Touched = { readonly id: string; readonly change: 'changed' | 'moved' | 'cancelled' };

/** Carries the steps out, in the caller's transaction; answers which sessions it touched. */
export async function applySteps(
  deps: Deps,
  all: Repositories,
  steps: readonly ImportStep[],
): Promise<Touched[]> {
  const now = new Date();
  const made = await createAll(deps, all, steps, now);
  const touched: Touched[] = made.map(({ id }) => ({ id, change: 'changed' }));
  for (const step of steps) {
    const done = await applyStep(deps, all, step, now);
    if (done) touched.push(done);
  }
  return touched;
}

async function createAll(
  deps: Deps,
  { sessions, importedSessions }: Repositories,
  steps: readonly ImportStep[],
  now: Date,
): Promise<ClassSession[]> {
  const wanted = steps.flatMap((step) => (step.kind === 'create' ? [step.wanted] : []));
  const rules = new Map<string, Awaited<ReturnType<typeof sessionRule>>>();
  for (const courseId of new Set(wanted.map((one) => one.courseId))) {
    rules.set(courseId, await sessionRule(deps, courseId));
  }
  const rows = wanted.map((one) => ({ ...placeOf(one), ...rules.get(one.courseId) }));
  const made = await sessions.createAll(rows);
  await importedSessions.note(made.flatMap(({ id }, at) => originOf(id, wanted[at], now)));
  return made;
}

async function applyStep(
  deps: Deps,
  { sessions, importedSessions }: Repositories,
  step: ImportStep,
  now: Date,
): Promise<Touched | undefined> {
  if (step.kind === 'withdraw') {
    const { origin, session } = step.pair;
    await importedSessions.note([{ ...origin, contentHash: WITHDRAWN, importedAt: now }]);
    if (session.status === 'cancelled') return undefined;
    await sessions.cancel(session.id, { reason: 'no longer in the imported timetable' });
    return { id: session.id, change: 'cancelled' };
  }
  if (step.kind !== 'change' && step.kind !== 'cancel') return undefined;
  const { wanted, session } = step;
  await importedSessions.note(originOf(session.id, wanted, now));
  if (step.kind === 'cancel') {
    if (session.status === 'cancelled') return undefined;
    await sessions.cancel(session.id, { reason: 'cancelled in the imported timetable' });
    return { id: session.id, change: 'cancelled' };
  }
  await sessions.restore(session.id, { allowOverlap: true });
  const isElsewhere = wanted.courseId !== session.courseId && session.hasOwnRule === 0;
  const rule = isElsewhere ? await sessionRule(deps, wanted.courseId) : {};
  await sessions.change(session.id, { ...placeOf(wanted), ...rule }, { allowOverlap: true });
  return { id: session.id, change: 'moved' };
}

function placeOf({ item, courseId, roomId }: Wanted) {
  return { courseId, roomId, startsAt: item.startsAt, endsAt: item.endsAt };
}

function originOf(sessionId: string, wanted: Wanted | undefined, importedAt: Date): ImportedSession[] {
  if (!wanted) return [];
  const { uid, recurrence } = wanted.item;
  return [{ sessionId, uid, recurrence, contentHash: wanted.contentHash, importedAt }];
}
