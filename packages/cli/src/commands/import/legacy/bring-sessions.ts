import { AttendanceRuleOverride, siteSettingsOf } from '@hadir/contracts';
import type { ArrivedAttendance, Database, LegacyDatabase } from '@hadir/db';
import { DEFAULT_RULE, mergeRules, sessionRuleOf } from '@hadir/domain';
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

/** Problems of one kind that are listed. */
const MOST_LISTED = 20;

export async function bringSessions(
  { legacy, siteSettings, courseRules }: Pick<Database, 'legacy' | 'siteSettings' | 'courseRules'>,
  source: Pick<LegacyDatabase, 'attendances'>,
  { sessions }: LegacyRows,
  ground: SessionGround,
): Promise<BroughtSessions> {
  const counts = { created: 0, known: 0 };
  const total = { created: 0, merged: 0, known: 0 };
  const problems: RowProblem[] = [];
  const orphans: string[] = [];
  const ruleOf = await openRules({ siteSettings, courseRules });
  for (let from = 0; from < sessions.length; from += BATCH) {
    const batch = sessions.slice(from, from + BATCH);
    const attendances = await source.attendances(batch.map(({ id }) => id));
    for (const session of batch) {
      const own = attendances.filter(({ sessionId }) => sessionId === session.id);
      const { row, orphanIds, problem } = rowOf(session, own, ground);
      orphans.push(...orphanIds);
      if (!row) {
        problems.push({ what: `session ${session.id}`, problem });
        continue;
      }
      const brought = await legacy.session({ ...row, rule: await ruleOf(row.courseId) }, 'cli');
      if (brought.isNew) counts.created += 1;
      else counts.known += 1;
      total.created += brought.attendances.created;
      total.merged += brought.attendances.adopted;
      total.known += brought.attendances.known;
    }
    ground.onProgress(Math.min(from + BATCH, sessions.length), sessions.length);
  }
  return {
    sessions: counts,
    attendances: { ...total, orphans: orphans.length },
    problems: [...problems, ...orphanProblems('attendance', orphans)],
  };
}

/** The rule that a new session of a course takes. */
async function openRules({ siteSettings, courseRules }: Pick<Database, 'siteSettings' | 'courseRules'>) {
  const campus = mergeRules(DEFAULT_RULE, siteSettingsOf(await siteSettings.read()).attendance);
  return async (courseId: string) => {
    const own = await courseRules.find(courseId);
    return sessionRuleOf(mergeRules(campus, own ? AttendanceRuleOverride.parse(own.rule) : {}));
  };
}

/** A problem for so many rows that name nobody who was brought. */
export function orphanProblems(what: string, ids: readonly string[]): RowProblem[] {
  const problem = 'its student is not among those brought';
  const listed = ids.slice(0, MOST_LISTED).map((id) => ({ what: `${what} ${id}`, problem }));
  const rest = ids.length - listed.length;
  return rest > 0 ? [...listed, { what: `${rest} more of ${what}`, problem }] : listed;
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
  const orphanIds = own.flatMap(({ id: each, studentId }) =>
    studentIds.has((studentId ?? '').trim()) ? [] : [each],
  );
  const courseId = courseIds.get(keyOfCourse(legacyCourse ?? '', semesterId ?? ''));
  const held = sessionTimes(
    date ?? '',
    arrived.flatMap(({ at }) => at ?? []),
    times,
  );
  if (!courseId) return { row: undefined, orphanIds, problem: 'has no course' };
  if (!held) return { row: undefined, orphanIds, problem: `its date cannot be read: ${date ?? 'none'}` };
  return { row: { legacyId: id, courseId, roomId, ...held, attendances: arrived }, orphanIds, problem: '' };
}
