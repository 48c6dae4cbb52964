import {
  daysBefore,
  type Forgotten,
  type RetentionAsk,
  type RetentionDeps,
  type RetentionKind,
} from './retention-kind.ts';

const SESSIONS = 100;
/** Crops of one step, and sightings of one transaction. */
const STEP = 500;

/** Crops of marks and sightings, session by session. Those of a correction stay as long as the correction. */
export const evidence: RetentionKind = ofSessions('evidence', 'evidenceDays', async (deps, sessionId) => {
  const { objects, database } = deps;
  const keys = await database.retention.evidenceOf(sessionId, STEP);
  for (const key of keys) await objects.delete(key);
  await database.retention.forgetEvidence(sessionId, keys);
  return keys.length;
});

/** The figures of sightings, but for those that a correction speaks of. */
export const sightings: RetentionKind = ofSessions('sightings', 'sightingDays', (deps, sessionId) =>
  deps.database.retention.removeSightings(sessionId, STEP),
);

type Step = (deps: RetentionDeps, sessionId: string) => Promise<number>;

/** A session is done for good once a step has found nothing. */
function ofSessions(
  kind: 'evidence' | 'sightings',
  days: 'evidenceDays' | 'sightingDays',
  step: Step,
): RetentionKind {
  return {
    kind,
    unit: 'sessions',
    due: ({ database }, { rules, now }) =>
      database.retention.countSessionsDue(kind, daysBefore(now, rules[days])),
    async forget(deps, ask) {
      const endedBefore = daysBefore(ask.now, ask.rules[days]);
      const { deleted, isComplete } = await forgetSessions(deps, ask, { kind, endedBefore, step });
      return { deleted, isComplete, oldestLeftAt: await deps.database.retention.oldestSession(kind) };
    },
  };
}

type Work = { readonly kind: string; readonly endedBefore: Date; readonly step: Step };

async function forgetSessions(
  deps: RetentionDeps,
  { isOver }: RetentionAsk,
  work: Work,
): Promise<Pick<Forgotten, 'deleted' | 'isComplete'>> {
  const { retention } = deps.database;
  let deleted = 0;
  let due: readonly string[];
  do {
    due = await retention.sessionsDue(work.kind, work.endedBefore, SESSIONS);
    for (const sessionId of due) {
      const went = await work.step(deps, sessionId);
      deleted += went;
      // A session with more than one step holds comes again with the next list.
      if (went === 0) await retention.markDone(sessionId, work.kind, work.endedBefore);
      if (isOver()) return { deleted, isComplete: false };
    }
  } while (due.length > 0);
  return { deleted, isComplete: true };
}
