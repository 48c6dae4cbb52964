import type { Database, ReviewHead, ReviewItem, Sighting } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { sightingView } from '../sightings/sighting-schemas.ts';
import type { ReviewItemView } from './review-schemas.ts';

type Deps = { readonly database: Pick<Database, 'reviews' | 'sightings' | 'courseLecturers'> };

/** The item; throws AppError 'not-found', or 'forbidden' for a lecturer of other courses. */
export async function ownReview(deps: Deps, actor: Actor, id: string): Promise<ReviewHead> {
  const item = found(await deps.database.reviews.find(id), 'review item');
  await assertOwnCourse(deps, actor, item.courseId);
  return item;
}

export async function reviewViews(
  { database }: Deps,
  items: readonly ReviewHead[],
): Promise<ReviewItemView[]> {
  const sightings = await sightingsOf({ database }, items);
  return items.map((item) => ({
    ...item,
    ...shownOf(item, sightings),
    outsider: item.outsiderId ? { studentId: item.outsiderId, score: item.outsiderScore ?? 0 } : null,
  }));
}

/** The item with each presentation that it stands for, and what was done about it. */
export async function readReview(deps: Deps, id: string, actor: Actor) {
  const { database } = deps;
  const item = await ownReview(deps, actor, id);
  const [views, members, actions] = await Promise.all([
    reviewViews(deps, [item]),
    database.reviews.members(item),
    database.reviews.actionsOf(id),
  ]);
  const sightings = await sightingsOf(deps, members);
  const withSighting = members.filter(({ sightingId }) => sightingId !== null);
  return {
    ...found(views[0], 'review item'),
    members: withSighting.map((member) => shownOf(member, sightings)),
    actions: actions.map((action) => ({ ...action, correctionIds: [...action.correctionIds] })),
  };
}

async function sightingsOf(
  { database }: Deps,
  items: readonly ReviewItem[],
): Promise<ReadonlyMap<string, Sighting>> {
  const ids = items.flatMap(({ sightingId }) => sightingId ?? []);
  const sightings = await database.sightings.findMany(ids);
  return new Map(sightings.map((sighting) => [sighting.id, sighting]));
}

function shownOf({ sightingId }: ReviewItem, sightings: ReadonlyMap<string, Sighting>) {
  const sighting = sightings.get(sightingId ?? '');
  if (!sighting) return { sighting: null, evidence: null };
  const { id, evidenceKey } = sighting;
  const evidence = evidenceKey === null ? null : { sightingId: id, path: `/v1/sightings/${id}/evidence` };
  return { sighting: sightingView(sighting), evidence };
}
