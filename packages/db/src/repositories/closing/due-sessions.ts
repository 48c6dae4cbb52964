import type { Store } from '../../connection/store.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';

export type DueRequest = {
  /** Sessions that ended at or before it. */
  readonly endedBy: Date;
  readonly now: Date;
  /** After this one, in the order of ends. */
  readonly after?: Pick<ClassSession, 'id' | 'endsAt'> | undefined;
  readonly limit: number;
};

/** Sessions that are over and wait to be closed, the longest over first. */
export function dueSessions(
  store: Store,
  { endedBy, now, after, limit }: DueRequest,
): Promise<ClassSession[]> {
  return store.read((manager) => {
    const query = manager
      .createQueryBuilder(sessionTable, 's')
      .where("s.closedAt IS NULL AND s.endsAt <= :endedBy AND s.status = 'scheduled'", { endedBy })
      .andWhere('(s.keptOpenUntil IS NULL OR s.keptOpenUntil <= :now)', { now });
    if (after) {
      query.andWhere('(s.endsAt > :endsAt OR (s.endsAt = :endsAt AND s.id > :id))', {
        endsAt: after.endsAt,
        id: after.id,
      });
    }
    return query.orderBy('s.endsAt').addOrderBy('s.id').limit(limit).getMany();
  });
}
