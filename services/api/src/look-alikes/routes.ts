import type { LookAlikePair } from '@hadir/db';
import { type Actor, defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import { actorName, audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { writers } from '../shared/roles.ts';
import { IdParams, Instant, pageFields, pageOf } from '../shared/schemas.ts';
import { Student } from '../students/student-schemas.ts';

type Deps = Pick<ApiDeps, 'database'>;

const path = '/v1/look-alikes';
const tags = ['look-alikes'];
const noun = 'pair of look-alikes';

const LookAlikeQuery = z.strictObject({
  ...pageFields,
  dismissed: z.stringbool().default(false).describe('Those too that were dismissed.'),
});

const LookAlike = z
  .object({
    id: z.uuid(),
    students: z.tuple([Student, Student]),
    engine: z.string(),
    score: z.number().describe('Of their two templates that are most alike, in the engine’s unit.'),
    foundAt: Instant,
    checkedAt: Instant,
    dismissedAt: Instant.nullable(),
    dismissedBy: z.string().nullable(),
  })
  .meta({ id: 'LookAlike' });

export function lookAlikeRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List students whose faces are too alike, the newest pairs first',
      description:
        'Twins, or one person who was enrolled twice. Between the two a match needs a wider margin, dismissed or not.',
      tags,
      roles: writers,
      schemas: { query: LookAlikeQuery, response: pageOf('LookAlikePage', LookAlike) },
      handle: async ({ query }) => {
        const { items, nextCursor } = await deps.database.lookAlikes.list(query);
        return { items: await withStudents(deps, items), nextCursor };
      },
    }),
    dismissRoute(deps),
    restoreRoute(deps),
  ];
}

function dismissRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/dismiss`,
    summary: 'Note that two look-alikes are two people',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: LookAlike },
    refusals: ['not-found'],
    handle: ({ params: { id } }, { actor }) => change(deps, id, 'dismiss', actor),
  });
}

function restoreRoute(deps: Deps): Route {
  return defineRoute({
    method: 'delete',
    path: `${path}/:id/dismiss`,
    summary: 'Take it back that two look-alikes are two people',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: LookAlike },
    refusals: ['not-found'],
    handle: ({ params: { id } }, { actor }) => change(deps, id, 'restore', actor),
  });
}

async function change(deps: Deps, id: string, verb: 'dismiss' | 'restore', actor: Actor) {
  const deed = { actor, action: `look-alike.${verb}`, subject: id };
  const pair = await audited(deps.database, deed, ({ lookAlikes }) =>
    verb === 'dismiss' ? lookAlikes.dismiss(id, actorName(actor)) : lookAlikes.restore(id),
  );
  const [shown] = await withStudents(deps, [found(pair, noun)]);
  return found(shown, noun);
}

/** A pair of whom one was erased in between is left out. */
async function withStudents({ database }: Deps, pairs: readonly LookAlikePair[]) {
  const ids = [...new Set(pairs.flatMap(({ studentAId, studentBId }) => [studentAId, studentBId]))];
  const students = await Promise.all(ids.map((id) => database.students.find(id)));
  const byId = new Map(students.flatMap((student) => (student ? [[student.id, student] as const] : [])));
  return pairs.flatMap(({ studentAId, studentBId, ...pair }) => {
    const [a, b] = [byId.get(studentAId), byId.get(studentBId)];
    return a && b ? [{ ...pair, students: [a, b] as [typeof a, typeof b] }] : [];
  });
}
