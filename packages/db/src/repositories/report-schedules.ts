import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ReportSchedule, reportScheduleTable } from '../tables/report-schedule.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';

type Given =
  | 'report'
  | 'filters'
  | 'span'
  | 'format'
  | 'lang'
  | 'recipients'
  | 'weekday'
  | 'atTime'
  | 'enabled';
export type NewReportSchedule = Pick<ReportSchedule, Given | 'createdBy'> & {
  /** Nothing that was due until then is sent. */
  readonly doneFor: Date;
};
export type ReportSchedules = ReturnType<typeof createReportSchedules>;

const oldestFirst: Order<ReportSchedule> = {
  list: 'report-schedules',
  kinds: ['text'],
  keyOf: ({ id }) => [id],
};

const untried = { claimedFor: null, claimedAt: null, attempts: 0, retryAt: null } as const;

export function createReportSchedules(store: Store) {
  const crud = createCrud(store, reportScheduleTable);
  return {
    create: (schedule: NewReportSchedule) =>
      crud.insert({
        id: uuidv7(),
        ...schedule,
        ...untried,
        createdAt: new Date(),
        lastRunAt: null,
        gaveUpAt: null,
        lastError: null,
      }),
    find: crud.find,
    update: (id: string, patch: Patch<ReportSchedule, Given | 'doneFor'>) => crud.update(id, patch),
    remove: crud.remove,
    list: (request: PageRequest = {}) =>
      store.read((manager) =>
        readPage(manager.createQueryBuilder(reportScheduleTable, 's'), oldestFirst, ['s.id'], request),
      ),
    /**
     * Takes what is due for this process alone; false when somebody else has, or it is done. Who claimed before `staleBefore`
     * and left nothing has died.
     */
    claim: (id: string, dueFor: Date, now: Date, staleBefore: Date): Promise<boolean> =>
      store.write(async (manager) => {
        const { affectedRows }: { affectedRows: number } = await manager.query(
          `UPDATE report_schedules SET
             attempts = IF(claimed_for = ?, attempts, 0) + 1, claimed_for = ?, claimed_at = ?, retry_at = NULL
           WHERE id = ? AND enabled = 1 AND done_for < ?
             AND (claimed_at IS NULL OR claimed_at < ?)
             AND (retry_at IS NULL OR retry_at <= ? OR claimed_for < ?)`,
          [dueFor, dueFor, now, id, dueFor, staleBefore, now, dueFor],
        );
        return affectedRows === 1;
      }),
    finish: (id: string, dueFor: Date, now: Date, lastError: string | null = null) =>
      crud.update(id, { ...untried, doneFor: dueFor, lastRunAt: now, gaveUpAt: null, lastError }),
    /** To be tried again at `retryAt`. */
    postpone: (id: string, error: string, retryAt: Date) =>
      crud.update(id, { claimedAt: null, retryAt, lastError: error }),
    giveUp: (id: string, dueFor: Date, error: string, now: Date) =>
      crud.update(id, { ...untried, doneFor: dueFor, gaveUpAt: now, lastError: error }),
  };
}
