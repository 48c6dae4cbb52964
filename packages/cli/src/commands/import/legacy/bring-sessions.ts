import type { ArrivedAttendance, Database, LegacyDatabase } from '@hadir/db';
import { keyOfCourse, type RowProblem } from './bring-people.ts';
import type { LegacyRows } from './read-source.ts';
import { readMoment, sessionTimes, type TimesRule } from './session-times.ts';

export type BroughtSessions = {
  readonly sessions: { readonly created: number; readonly known: number };
  readonly attendances: {
    readonly created: number;
    /** Those that add nothing to a record: a second one of the same student, or one that was decided here. */
    readonly merged: number;
    readonly known: number;
    /** Of students who are not among those brought. */
    readonly orphans: number;
  };
  readonly problems: readonly RowProblem[];
};
export type SessionGround = {
  readonly studentIds: ReadonlyMap<string, string>;
  readonly courseIds: ReadonlyMap<string, string>;
  readonly roomId: string;
  readonly times: TimesRule;
  readonly onProgress: (done: number, all: number) => void;
};

/** Sessions whose attendances are read at once. */
const BATCH = 100;

export async function bringSessions(
  { legacy }: Pick<Database, 'legacy'>,
  source: Pick<LegacyDatabase, 'attendances'>,
  { sessions }: LegacyRows,
  ground: SessionGround,
): Promise<BroughtSessions> {
  const counts = { created: 0, known: 0 };
  const total = { created: 0, merged: 0, known: 0, orphans: 0 };
  const problems: RowProblem[] = [];
  for (let from = 0; from < sessions.length; from += BATCH) {
    const batch = sessions.slice(from, from + BATCH);
    const attendances = await source.attendances(batch.map(({ id }) => id));
    for (const session of batch) {
      const own = attendances.filter(({ sessionId }) => sessionId === session.id);
      const { row, orphans, problem } = rowOf(session, own, ground);
      total.orphans += orphans;
      if (!row) {
        problems.push({ what: `session ${session.id}`, problem });
        continue;
      }
      const brought = await legacy.session(row, 'cli');
      if (brought.isNew) counts.created += 1;
      else counts.known += 1;
      total.created += brought.attendances.created;
      total.merged += brought.attendances.adopted;
      total.known += brought.attendances.known;
    }
    ground.onProgress(Math.min(from + BATCH, sessions.length), sessions.length);
  }
  return { sessions: counts, attendances: total, problems };
}

function rowOf(
  { id, courseId: legacyCourse, semesterId, date }: LegacyRows['sessions'][number],
  own: Awaited<ReturnType<LegacyDatabase['attendances']>>,
  { studentIds, courseIds, roomId, times }: SessionGround,
) {
  const arrived = own.flatMap((each): ArrivedAttendance[] => {
    const studentId = studentIds.get((each.studentId ?? '').trim());
    if (!studentId) return [];
    const at = each.at === null ? undefined : readMoment(each.at, times.timeZone)?.toJSDate();
    return [{ legacyId: each.id, studentId, at: at ?? null }];
  });
  const orphans = own.length - arrived.length;
  const courseId = courseIds.get(keyOfCourse(legacyCourse ?? '', semesterId ?? ''));
  const held = sessionTimes(
    date ?? '',
    arrived.flatMap(({ at }) => at ?? []),
    times,
  );
  if (!courseId) return { row: undefined, orphans, problem: 'has no course' };
  if (!held) return { row: undefined, orphans, problem: `its date cannot be read: ${date ?? 'none'}` };
  return { row: { legacyId: id, courseId, roomId, ...held, attendances: arrived }, orphans, problem: '' };
}
