import { createHash } from 'node:crypto';
import { type Actor, AppError } from '@hadir/platform';
import { publish } from '../sessions/plan-session.ts';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created } from '../shared/found.ts';
import { applySteps, type Touched } from './apply-import.ts';
import type { TimetableImportQuery } from './calendar-schemas.ts';
import { type ImportOptions, type ImportPlan, type ImportStep, planImport } from './plan-import.ts';
import { readCalendar } from './read-calendar.ts';

export type ImportDeps = Pick<ApiDeps, 'database' | 'live' | 'timeZone'>;

const MOST_CHANGES_SHOWN = 500;
const MOST_PROBLEMS_SHOWN = 1000;
/** Sessions that one file makes or changes at most. */
const MOST_STEPS = 10_000;

/** Says what the file would do or, with `apply` and without a problem, does it in one transaction. */
export async function importTimetable(
  deps: ImportDeps,
  text: string,
  { apply, courseId, roomId, allowOverlap, includePast }: TimetableImportQuery,
  actor: Actor,
) {
  const file = readCalendar(text, deps.timeZone);
  const options: ImportOptions = {
    fallback: { courseId, roomId },
    allowOverlap,
    includePast,
    now: new Date(),
  };
  const first = checked(await planImport(deps.database, file, options));
  if (!apply || first.problems.length > 0) return answer(first, file.events, false);
  const deed = {
    actor,
    action: 'timetable.import',
    subject: createHash('sha256').update(text).digest('hex').slice(0, 32),
    details: { ...counts(first.steps) },
  };
  const done = created(
    await audited(deps.database, deed, async (all) => {
      await all.rooms.hold(first.steps.flatMap(roomsOf));
      const plan = checked(await planImport(all, file, options));
      const touched = plan.problems.length > 0 ? [] : await applySteps(deps, all, plan.steps);
      return { plan, touched };
    }),
  );
  await announce(deps, done.touched);
  return answer(done.plan, file.events, done.plan.problems.length === 0);
}

function roomsOf(step: ImportStep): string[] {
  return step.kind === 'create' || step.kind === 'change' ? [step.wanted.roomId] : [];
}

function checked(plan: ImportPlan): ImportPlan {
  if (plan.steps.length <= MOST_STEPS) return plan;
  const message = `the file has ${plan.steps.length} sessions; at most ${MOST_STEPS} are read at once`;
  throw new AppError('too-large', message, { field: 'file' });
}

async function announce({ live }: ImportDeps, touched: readonly Touched[]): Promise<void> {
  await Promise.all(touched.map(({ id, change }) => publish({ live }, { id }, change)));
}

function answer({ steps, problems }: ImportPlan, events: number, applied: boolean) {
  return {
    applied,
    events,
    sessions: counts(steps),
    changes: steps.flatMap(changeOf).slice(0, MOST_CHANGES_SHOWN),
    problems: problems.slice(0, MOST_PROBLEMS_SHOWN),
    moreProblems: Math.max(0, problems.length - MOST_PROBLEMS_SHOWN),
  };
}

function counts(steps: readonly ImportStep[]) {
  const of = (...kinds: ImportStep['kind'][]) => steps.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    create: of('create'),
    change: of('change'),
    cancel: of('cancel', 'withdraw'),
    unchanged: of('unchanged'),
    kept: of('kept'),
    past: of('past'),
  };
}

type Change = {
  readonly kind: 'create' | 'change' | 'cancel';
  readonly uid: string;
  readonly recurrence: string | null;
  readonly sessionId: string | null;
  readonly summary: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

function changeOf(step: ImportStep): Change[] {
  if (step.kind === 'withdraw') {
    const { id, startsAt, endsAt } = step.pair.session;
    const { uid, recurrence } = step.pair.origin;
    const change = { uid, recurrence: recurrence || null, sessionId: id, summary: null, startsAt, endsAt };
    return [{ kind: 'cancel', ...change }];
  }
  if (step.kind !== 'create' && step.kind !== 'change' && step.kind !== 'cancel') return [];
  const { uid, recurrence, summary, startsAt, endsAt } = step.wanted.item;
  const sessionId = step.kind === 'create' ? null : step.session.id;
  return [{ kind: step.kind, uid, recurrence: recurrence || null, sessionId, summary, startsAt, endsAt }];
}
