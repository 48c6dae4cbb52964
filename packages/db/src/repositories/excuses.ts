import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Excuse, excuseTable } from '../tables/excuse.ts';
import { appendEntry } from './audit.ts';
import type { ClosingRules } from './closing/closing-rules.ts';
import { excuseAbsences, judgeUnexcused } from './excuses/apply-excuse.ts';
import { readPage } from './keyset.ts';
import { holdStudent } from './locks.ts';

export type NewExcuse = Omit<Excuse, 'madeAt' | 'withdrawnAt' | 'withdrawnBy' | 'withdrawnReason'>;
export type Attachment = { readonly key: string; readonly contentType: string; readonly bytes: number };
export type AttachedExcuse = Excuse & { readonly formerKey: string | null };
export type ExcuseWithdrawal = {
  readonly id: string;
  readonly actor: string;
  readonly reason: string;
  readonly rules: ClosingRules;
};
/** An excuse, and the sessions whose record changed by it. */
export type ExcuseChange = { readonly excuse: Excuse; readonly sessionIds: readonly string[] };
export type ExcuseList = PageRequest & {
  readonly studentId?: string | undefined;
  /** Those that speak of one of these courses: not those that excuse from every course. */
  readonly courseIds?: readonly string[] | undefined;
  /** Withdrawn ones too. */
  readonly withdrawn?: boolean | undefined;
};
export type Excuses = ReturnType<typeof createExcuses>;

const newestFirst: Order<Excuse> = { list: 'excuses', kinds: ['text'], keyOf: ({ id }) => [id] };

export function createExcuses(store: Store) {
  return {
    find: (id: string): Promise<Excuse | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(excuseTable, { id })) ?? undefined),
    /** The newest first. */
    list: (request: ExcuseList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(excuseTable, 'x').setParameters(request);
        for (const condition of conditions(request)) query.andWhere(condition);
        return readPage(query, newestFirst, ['x.id'], request, 'DESC');
      }),
    /** Throws MissingReference on `studentId`, `courseId` or `sessionId`, UniqueViolation on a second one of this id. */
    create: (excuse: NewExcuse): Promise<ExcuseChange> => store.write((manager) => create(manager, excuse)),
    /** Undefined when there is none of this id in force. */
    withdraw: (withdrawal: ExcuseWithdrawal): Promise<ExcuseChange | undefined> =>
      store.write((manager) => withdraw(manager, withdrawal)),
    newId: (): string => uuidv7(),
    /** The document of an excuse in force, or none any more, and the one it replaces. Undefined when there is no such excuse. */
    setAttachment: (id: string, attachment: Attachment | null): Promise<AttachedExcuse | undefined> =>
      store.write((manager) => setAttachment(manager, id, attachment), { idempotent: true }),
  };
}

function conditions({ studentId, courseIds, withdrawn }: ExcuseList): string[] {
  const ofCourses = courseIds?.length === 0 ? '1 = 0' : 'x.courseId IN (:...courseIds)';
  return [
    studentId ? 'x.studentId = :studentId' : '',
    courseIds ? ofCourses : '',
    withdrawn ? '' : 'x.withdrawnAt IS NULL',
  ].filter((condition) => condition !== '');
}

async function create(manager: EntityManager, wanted: NewExcuse): Promise<ExcuseChange> {
  const { studentId, madeBy: actor } = wanted;
  // Alone: a closing that is under way has read this student's excuses already, or waits to read this one.
  if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
  const unwithdrawn = { withdrawnAt: null, withdrawnBy: null, withdrawnReason: null };
  const excuse: Excuse = { ...wanted, ...unwithdrawn, madeAt: new Date() };
  await manager.insert(excuseTable, { ...excuse });
  // Not the reason itself: histories are kept for longer than what may speak of an illness.
  const sessionIds = await excuseAbsences(manager, excuse, { actor, reason: `excuse ${excuse.id}` });
  await note(manager, 'excuse.create', actor, { excuse, sessionIds });
  return { excuse, sessionIds };
}

async function setAttachment(
  manager: EntityManager,
  id: string,
  attachment: Attachment | null,
): Promise<AttachedExcuse | undefined> {
  const known = await manager.findOneBy(excuseTable, { id });
  // Held like a withdrawal and an erasure, so that no document is named by an excuse that is gone.
  if (!known || !(await holdStudent(manager, known.studentId))) return undefined;
  const excuse = await manager.findOne(excuseTable, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!excuse || excuse.withdrawnAt !== null) return undefined;
  const set = {
    attachmentKey: attachment?.key ?? null,
    attachmentType: attachment?.contentType ?? null,
    attachmentBytes: attachment?.bytes ?? null,
  };
  await manager.update(excuseTable, { id }, set);
  return { ...excuse, ...set, formerKey: excuse.attachmentKey };
}

async function withdraw(
  manager: EntityManager,
  { id, actor, reason, rules }: ExcuseWithdrawal,
): Promise<ExcuseChange | undefined> {
  const known = await manager.findOneBy(excuseTable, { id });
  if (!known || !(await holdStudent(manager, known.studentId))) return undefined;
  const withdrawal = { withdrawnAt: new Date(), withdrawnBy: actor, withdrawnReason: reason };
  const { affected } = await manager
    .createQueryBuilder()
    .update(excuseTable)
    .set(withdrawal)
    .where('id = :id AND withdrawn_at IS NULL', { id })
    .execute();
  if (affected !== 1) return undefined;
  const excuse = { ...known, ...withdrawal };
  const by = { actor, reason: `excuse ${id} withdrawn` };
  const sessionIds = await judgeUnexcused(manager, excuse, rules, by);
  await note(manager, 'excuse.withdraw', actor, { excuse, sessionIds });
  return { excuse, sessionIds };
}

/** The reason may speak of an illness, and stays out of the audit log. */
async function note(
  manager: EntityManager,
  action: string,
  actor: string,
  { excuse: { id, studentId, courseId, sessionId, kind }, sessionIds }: ExcuseChange,
): Promise<void> {
  await appendEntry(manager, {
    ...{ actor, action },
    subjectType: 'excuse',
    subjectId: id,
    details: { studentId, courseId, sessionId, kind, changedSessions: sessionIds.length },
  });
}
