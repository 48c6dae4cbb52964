import type { ClassSession, Database, RuleChange } from '@hadir/db';
import { sessionRuleOf } from '@hadir/domain';
import { closingRules } from '../closing/attendance-rules.ts';
import type { RuleSource } from './rule-source.ts';

type Deps = { readonly database: Pick<Database, 'ruleChanges'> };

/** Where a walk goes on: after this student of this session of this course. */
export type Position = {
  readonly courseId: string;
  readonly startsAt: Date;
  readonly sessionId: string;
  readonly studentId: string;
};
/** What one past session's rule would change. */
export type SessionChanges = {
  readonly session: ClassSession;
  readonly changes: readonly RuleChange[];
};

const BATCH = 50;

/** The past sessions of the courses that have another rule, by course and start, with the records that would change. */
export async function* pastChanges(
  deps: Deps,
  source: RuleSource,
  since: Date,
  from?: Position,
): AsyncGenerator<SessionChanges> {
  for await (const course of source.courses(from?.courseId)) {
    const rule = sessionRuleOf(await source.ruleOf(course.id));
    const at = course.id === from?.courseId ? from : undefined;
    for await (const session of sessions(deps, { courseId: course.id, rule, since }, at)) {
      const all = await deps.database.ruleChanges.preview(session, rule, closingRules);
      const changes =
        session.id === at?.sessionId ? all.filter(({ studentId }) => studentId > at.studentId) : all;
      yield { session, changes };
    }
  }
}

type Request = Omit<Parameters<Database['ruleChanges']['past']>[0], 'from' | 'limit'>;

async function* sessions({ database }: Deps, request: Request, at?: Position): AsyncGenerator<ClassSession> {
  let from = at && { id: at.sessionId, startsAt: at.startsAt };
  let last: string | undefined;
  for (;;) {
    const batch = await database.ruleChanges.past({ ...request, from, limit: BATCH });
    yield* batch.filter(({ id }) => id !== last);
    if (batch.length < BATCH) return;
    from = batch.at(-1);
    last = from?.id;
  }
}
