import type { SelectQueryBuilder } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import type { Order, Page, PageRequest } from '../../page.ts';
import { sessionTable } from '../../tables/class-session.ts';
import { type ReviewAction, reviewActionTable } from '../../tables/review-action.ts';
import {
  REVIEW_KINDS,
  type ReviewItem,
  type ReviewKind,
  type ReviewState,
  reviewItemTable,
} from '../../tables/review-item.ts';
import { readPage } from '../keyset.ts';
import { claimItem, type NewReviewAction, releaseItem } from './act-on-review.ts';

export type ReviewFilter = {
  readonly state: ReviewState;
  readonly kind?: ReviewKind | undefined;
  readonly sessionId?: string | undefined;
  readonly courseId?: string | undefined;
  /** Of these courses alone. */
  readonly courseIds?: readonly string[] | undefined;
  /** Last seen then or later, and before `to`. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};
/** An item that stands for its group. */
export type ReviewHead = ReviewItem & {
  readonly courseId: string;
  readonly presentations: number;
  readonly sightings: number;
};
export type Reviews = ReturnType<typeof createReviews>;

/** Presentations of one item that are corrected one by one. */
export const MOST_PRESENTATIONS = 50;
const MOST_ACTIONS = 100;

const newestFirst: Order<ReviewItem> = { list: 'reviews', kinds: ['text'], keyOf: (item) => [item.id] };

/** What one item stands for: those of its group of the same kind and state. Each suspected attack stands alone. */
const ALIKE = `o.unknown_group_id = r.unknown_group_id AND o.state = r.state AND o.kind = r.kind
  AND o.kind <> 'spoof-suspected'`;
const IS_HEAD = `NOT EXISTS (SELECT 1 FROM review_items o WHERE ${ALIKE} AND o.id < r.id)`;
const LAST_SEEN = `COALESCE((SELECT MAX(o.last_seen_at) FROM review_items o WHERE ${ALIKE}), r.lastSeenAt)`;

export function createReviews(store: Store) {
  return {
    /** The newest first. */
    list: async (request: ReviewFilter & PageRequest): Promise<Page<ReviewHead>> => {
      const page = await store.read((manager) => {
        const query = manager.createQueryBuilder(reviewItemTable, 'r').where(IS_HEAD);
        return readPage(filtered(query, request), newestFirst, ['r.id'], request, 'DESC');
      });
      return { ...page, items: await headsOf(store, page.items) };
    },
    /** How many of each kind, whatever `kind` the filter names. */
    counts: (filter: Omit<ReviewFilter, 'kind'>): Promise<Record<ReviewKind, number>> =>
      store.read(async (manager) => {
        const query = manager.createQueryBuilder(reviewItemTable, 'r').where(IS_HEAD);
        const rows: { kind: ReviewKind; many: string }[] = await filtered(query, filter)
          .select('r.kind', 'kind')
          .addSelect('COUNT(*)', 'many')
          .groupBy('r.kind')
          .getRawMany();
        const zeros = Object.fromEntries(REVIEW_KINDS.map((kind) => [kind, 0]));
        return {
          ...zeros,
          ...Object.fromEntries(rows.map(({ kind, many }) => [kind, Number(many)])),
        } as Record<ReviewKind, number>;
      }),
    find: async (id: string): Promise<ReviewHead | undefined> => {
      const item = await store.read((manager) => manager.findOneBy(reviewItemTable, { id }));
      return item ? (await headsOf(store, [item]))[0] : undefined;
    },
    /** The item with the others that it stands for; those with a sighting, at most 50. */
    members: (item: ReviewItem): Promise<ReviewItem[]> =>
      store.read(async (manager) => {
        const { unknownGroupId, state, kind } = item;
        if (unknownGroupId === null || kind === 'spoof-suspected') return [item];
        const where = { unknownGroupId, state, kind };
        return manager.find(reviewItemTable, { where, order: { id: 'ASC' }, take: MOST_PRESENTATIONS });
      }),
    /** What was done about the item, the newest first. */
    actionsOf: (itemId: string): Promise<ReviewAction[]> =>
      store.read((manager) =>
        manager.find(reviewActionTable, { where: { itemId }, order: { id: 'DESC' }, take: MOST_ACTIONS }),
      ),
    findAction: (id: string): Promise<ReviewAction | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(reviewActionTable, { id })) ?? undefined),
    /** See claimItem. */
    act: (itemId: string, action: NewReviewAction): Promise<ReviewAction | undefined> =>
      claimItem(store, itemId, action),
    /** See releaseItem. */
    undo: (actionId: string, actor: string): Promise<ReviewAction | undefined> =>
      releaseItem(store, actionId, actor),
  };
}

const CONDITIONS = {
  kind: 'r.kind = :kind',
  sessionId: 'r.sessionId = :sessionId',
  courseId: 's.courseId = :courseId',
  from: `${LAST_SEEN} >= :from`,
  to: `${LAST_SEEN} < :to`,
} as const;

function filtered(
  query: SelectQueryBuilder<ReviewItem>,
  filter: Omit<ReviewFilter, 'kind'> & { readonly kind?: ReviewKind | undefined },
): SelectQueryBuilder<ReviewItem> {
  query.andWhere('r.state = :state', { state: filter.state });
  const { courseIds } = filter;
  if (filter.courseId || courseIds) query.innerJoin(sessionTable.options.name, 's', 's.id = r.sessionId');
  if (courseIds) {
    query.andWhere('s.courseId IN (:...courseIds)', { courseIds: courseIds.length > 0 ? courseIds : [''] });
  }
  for (const name of Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]) {
    if (filter[name] !== undefined) query.andWhere(CONDITIONS[name], { [name]: filter[name] });
  }
  return query;
}

type Count = {
  readonly id: string;
  readonly courseId: string;
  readonly presentations: number | string;
  readonly sightings: number | string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
};

/** With what the whole group has shown. */
async function headsOf(store: Store, items: readonly ReviewItem[]): Promise<ReviewHead[]> {
  if (items.length === 0) return [];
  const counts: Count[] = await store.read((manager) =>
    manager.query(
      `SELECT r.id AS id, c.course_id AS courseId, COUNT(DISTINCT o.id) AS presentations, COUNT(s.id) AS sightings,
              MIN(o.first_seen_at) AS firstSeenAt, MAX(o.last_seen_at) AS lastSeenAt
       FROM review_items r
       JOIN class_sessions c ON c.id = r.session_id
       JOIN review_items o ON o.id = r.id OR (${ALIKE})
       LEFT JOIN sightings s ON s.presentation_id = o.presentation_id
       WHERE r.id IN (?) GROUP BY r.id, c.course_id`,
      [items.map(({ id }) => id)],
    ),
  );
  const byId = new Map(counts.map((count) => [count.id, count]));
  return items.map((item) => {
    const { courseId = '', presentations = 1, sightings = 0, ...span } = byId.get(item.id) ?? {};
    const least = item.sightingId === null ? 0 : 1;
    return {
      ...item,
      ...span,
      courseId,
      presentations: Number(presentations),
      sightings: Math.max(least, Number(sightings)),
    };
  });
}
