import type { ClassSession, Database } from '@hadir/db';
import { pairKey } from '@hadir/domain';

/** The pairs of people of a session's gallery who look alike, as `pairKey` names them. */
export type LookAlikes = (session: Pick<ClassSession, 'courseId' | 'scope'>) => Promise<ReadonlySet<string>>;

/** They change with enrolments and once a night. */
const MAX_AGE_MS = 15_000;
const MAX_KEPT = 64;

export function createLookAlikes(
  lookAlikes: Pick<Database['lookAlikes'], 'forCourse' | 'all'>,
  maxAgeMs = MAX_AGE_MS,
): LookAlikes {
  const known = new Map<
    string,
    { readonly readAtMs: number; readonly pairs: Promise<ReadonlySet<string>> }
  >();

  async function read({ courseId, scope }: Parameters<LookAlikes>[0]): Promise<ReadonlySet<string>> {
    const pairs = await (scope === 'campus' ? lookAlikes.all() : lookAlikes.forCourse(courseId));
    return new Set(pairs.map(({ studentAId, studentBId }) => pairKey(studentAId, studentBId)));
  }

  return (session) => {
    const key = session.scope === 'campus' ? 'campus' : session.courseId;
    const found = known.get(key);
    if (found && performance.now() - found.readAtMs <= maxAgeMs) return found.pairs;
    const pairs = read(session);
    known.delete(key);
    known.set(key, { readAtMs: performance.now(), pairs });
    pairs.catch(() => known.delete(key));
    for (const old of known.keys()) if (known.size > MAX_KEPT) known.delete(old);
    return pairs;
  };
}
