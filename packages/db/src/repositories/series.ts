import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { sessionTable } from '../tables/class-session.ts';
import { type SessionSeries, seriesTable } from '../tables/session-series.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';
import { type Placed, type Placing, placeSeries } from './place-series.ts';

export type NewSeries = Omit<SessionSeries, 'id' | 'createdAt'>;
export type SeriesList = PageRequest & {
  readonly courseId?: string | undefined;
  /** Of these courses alone; an empty list finds nothing. */
  readonly courseIds?: readonly string[] | undefined;
  readonly roomId?: string | undefined;
};
export type Series = ReturnType<typeof createSeries>;

const oldestFirst: Order<SessionSeries> = {
  list: 'series',
  kinds: ['text'],
  keyOf: (series) => [series.id],
};

export function createSeries(store: Store) {
  const crud = createCrud(store, seriesTable);
  return {
    /** Throws MissingReference on `courseId` or `roomId`. */
    create: (series: NewSeries) => crud.insert({ ...series, id: uuidv7(), createdAt: new Date() }),
    find: crud.find,
    /** Holds the series alone, so that its sessions are placed once at a time. */
    hold: (id: string): Promise<SessionSeries | undefined> =>
      store.write(async (manager) => {
        const query = manager.createQueryBuilder(seriesTable, 's').where('s.id = :id', { id });
        return (await query.setLock('pessimistic_write').getOne()) ?? undefined;
      }),
    update: (id: string, patch: Patch<SessionSeries, keyof NewSeries>) => crud.update(id, patch),
    /** The row alone: place nothing first, so that no session is left that has not begun. */
    remove: crud.remove,
    /** In the order in which they were made. */
    list: (request: SeriesList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(seriesTable, 's').setParameters(request);
        for (const condition of conditions(request)) query.andWhere(condition);
        return readPage(query, oldestFirst, ['s.id'], request);
      }),
    /** After the series `after`, those that may have a session on some day of the span; at most 200. */
    between: (from: string, to: string, after = ''): Promise<SessionSeries[]> =>
      store.read((manager) =>
        manager
          .createQueryBuilder(seriesTable, 's')
          .where('s.toOn >= :from AND s.fromOn <= :to AND s.id > :after', { from, to, after })
          .orderBy('s.id')
          .limit(200)
          .getMany(),
      ),
    /** The days of the span on which each of these series has a session, cancelled or not. */
    heldDays: (ids: readonly string[], from: string, to: string): Promise<Map<string, Set<string>>> =>
      store.read((manager) => heldDays(manager, ids, from, to)),
    /** Makes the sessions of the series what `placing` says. Throws RoomTaken. */
    place: (series: SessionSeries, placing: Placing): Promise<Placed> =>
      store.write((manager) => placeSeries(manager, series, placing)),
    /** Gives the sessions from that day on that have not begun to another series; answers how many. */
    handOver: (from: SessionSeries, to: SessionSeries, onOrAfter: string, now: Date): Promise<number> =>
      store.write(async (manager) => {
        const { affected } = await manager
          .createQueryBuilder()
          .update(sessionTable)
          .set({ seriesId: to.id })
          .where('seriesId = :id AND occurrenceOn >= :onOrAfter AND startsAt > :now', {
            id: from.id,
            onOrAfter,
            now,
          })
          .execute();
        return affected ?? 0;
      }),
    countSessions: (id: string): Promise<number> =>
      store.read((manager) => manager.countBy(sessionTable, { seriesId: id })),
  };
}

function conditions({ courseId, courseIds, roomId }: SeriesList): string[] {
  return [
    courseId ? 's.courseId = :courseId' : '',
    roomId ? 's.roomId = :roomId' : '',
    courseIds ? (courseIds.length > 0 ? 's.courseId IN (:...courseIds)' : '1 = 0') : '',
  ].filter((condition) => condition !== '');
}

async function heldDays(
  manager: EntityManager,
  ids: readonly string[],
  from: string,
  to: string,
): Promise<Map<string, Set<string>>> {
  const days = new Map(ids.map((id) => [id, new Set<string>()]));
  if (ids.length === 0) return days;
  const sessions = await manager
    .createQueryBuilder(sessionTable, 's')
    .select(['s.id', 's.seriesId', 's.occurrenceOn'])
    .where('s.seriesId IN (:...ids) AND s.occurrenceOn BETWEEN :from AND :to', { ids, from, to })
    .getMany();
  for (const { seriesId, occurrenceOn } of sessions) days.get(seriesId ?? '')?.add(occurrenceOn ?? '');
  return days;
}
