import { IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import { type RuleApplication, ruleApplicationTable } from '../../tables/rule-application.ts';

export type NewRuleApplication = Pick<RuleApplication, 'courseId' | 'since' | 'requestedBy'>;
export type ApplicationProgress = {
  readonly sessions: number;
  readonly records: number;
  readonly isFinished: boolean;
};

/** Orders to judge the past again, which whoever takes them up goes on with where the last one stopped. */
export function createRuleApplications(store: Store) {
  return {
    find: (id: string): Promise<RuleApplication | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(ruleApplicationTable, { id })) ?? undefined),
    /** Throws MissingReference on `courseId`. */
    create: (wanted: NewRuleApplication): Promise<RuleApplication> =>
      store.write(async (manager) => {
        const row: RuleApplication = {
          ...wanted,
          id: uuidv7(),
          requestedAt: new Date(),
          sessionsDone: 0,
          recordsChanged: 0,
          finishedAt: null,
        };
        await manager.insert(ruleApplicationTable, { ...row });
        return row;
      }),
    /** The oldest first. */
    unfinished: (limit: number): Promise<RuleApplication[]> =>
      store.read((manager) =>
        manager.find(ruleApplicationTable, {
          where: { finishedAt: IsNull() },
          order: { id: 'ASC' },
          take: limit,
        }),
      ),
    progress: (id: string, { sessions, records, isFinished }: ApplicationProgress): Promise<void> =>
      store.write(async (manager) => {
        await manager.query(
          `UPDATE rule_applications SET sessions_done = sessions_done + ?, records_changed = records_changed + ?,
                  finished_at = IF(?, COALESCE(finished_at, ?), finished_at)
           WHERE id = ?`,
          [sessions, records, isFinished ? 1 : 0, new Date(), id],
        );
      }),
  };
}
