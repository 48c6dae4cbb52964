import { type EntityManager, MoreThanOrEqual, type SelectQueryBuilder } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { joinedStore, type Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import type { Order, PageRequest } from '../page.ts';
import type { AttendanceStatus } from '../tables/attendance-record.ts';
import { attendanceTable } from '../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type Dispute, type DisputeState, disputeTable } from '../tables/dispute.ts';
import { type ReviewItem, reviewItemTable } from '../tables/review-item.ts';
import { rosterTable } from '../tables/roster-entry.ts';
import { appendEntry } from './audit.ts';
import { readPage } from './keyset.ts';
import { holdStudent, shareSession } from './locks.ts';
import { appendEvents } from './outbox.ts';
import { type ManualMark, setManualStatus } from './set-manual-status.ts';

export type NewDispute = Pick<Dispute, 'sessionId' | 'studentId' | 'claim' | 'text'>;
/** At most so many that the student opened since then. */
export type DisputeLimit = { readonly most: number; readonly since: Date };
export type DisputeAnswer = {
  readonly actor: string;
  readonly accept: boolean;
  readonly text: string;
  /** What an accepted dispute sets; the claim unless told. */
  readonly status?: AttendanceStatus | undefined;
};
export type DisputeList = PageRequest & {
  readonly state?: DisputeState | undefined;
  readonly sessionId?: string | undefined;
  readonly studentId?: string | undefined;
  readonly courseId?: string | undefined;
  /** Of these courses alone. */
  readonly courseIds?: readonly string[] | undefined;
};
export type AnsweredDispute = { readonly dispute: Dispute; readonly mark: ManualMark | null };
export type Disputes = ReturnType<typeof createDisputes>;

const newestFirst: Order<Dispute> = { list: 'disputes', kinds: ['text'], keyOf: (dispute) => [dispute.id] };

export function createDisputes(store: Store) {
  return {
    /**
     * Opens a dispute and puts it into the inbox. Throws MissingReference on `sessionId` for a session that the student neither is
     * expected at nor has a record of, or `studentId`, UniqueViolation on `openKey` while another of the same record is open.
     * Undefined, and nothing is done, when the student has opened as many as `limit` allows, whatever is asked at once.
     */
    open: (wanted: NewDispute, limit: DisputeLimit): Promise<Dispute | undefined> =>
      openDispute(store, wanted, limit),
    /** Undefined when there is none; `false` when it was answered before. */
    answer: (id: string, answer: DisputeAnswer): Promise<AnsweredDispute | false | undefined> =>
      answerDispute(store, id, answer),
    find: (id: string): Promise<Dispute | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(disputeTable, { id })) ?? undefined),
    /** The newest first. */
    list: (request: DisputeList = {}) =>
      store.read((manager) => {
        const query = filtered(manager.createQueryBuilder(disputeTable, 'd'), request);
        return readPage(query, newestFirst, ['d.id'], request, 'DESC');
      }),
  };
}

function filtered(query: SelectQueryBuilder<Dispute>, request: DisputeList): SelectQueryBuilder<Dispute> {
  for (const name of ['state', 'sessionId', 'studentId'] as const) {
    if (request[name]) query.andWhere(`d.${name} = :${name}`, { [name]: request[name] });
  }
  const courses = coursesOf(request);
  if (!courses) return query;
  return query
    .innerJoin(sessionTable.options.name, 's', 's.id = d.sessionId')
    .andWhere('s.courseId IN (:...courses)', { courses: courses.length > 0 ? courses : [''] });
}

/** Undefined: of all. */
function coursesOf({ courseId, courseIds }: DisputeList): readonly string[] | undefined {
  if (courseId === undefined) return courseIds;
  return courseIds === undefined || courseIds.includes(courseId) ? [courseId] : [];
}

function openDispute(
  store: Store,
  wanted: NewDispute,
  { most, since }: DisputeLimit,
): Promise<Dispute | undefined> {
  return store.write(async (manager) => {
    const { sessionId, studentId } = wanted;
    await shareSession(manager, sessionId);
    // Alone, so that what the student opens at once is counted one after another.
    if (!(await holdStudent(manager, studentId))) throw new MissingReference('studentId');
    const session = await manager.findOneBy(sessionTable, { id: sessionId });
    if (!session || !(await concerns(manager, session, studentId))) throw new MissingReference('sessionId');
    const opened = await manager.countBy(disputeTable, { studentId, openedAt: MoreThanOrEqual(since) });
    if (opened >= most) return undefined;
    const dispute: Dispute = {
      ...wanted,
      id: uuidv7(),
      state: 'open',
      openKey: `${sessionId}/${studentId}`,
      openedAt: new Date(),
      answeredAt: null,
      answeredBy: null,
      answer: null,
      changeId: null,
    };
    await manager.insert(disputeTable, { ...dispute });
    await manager.insert(reviewItemTable, { ...itemOf(dispute) });
    const { id, claim } = dispute;
    await audit(manager, dispute, {
      actor: `student:${studentId}`,
      action: 'dispute.open',
      details: { claim },
    });
    await tell(manager, session, dispute, { type: 'dispute.opened', details: { disputeId: id } });
    return dispute;
  });
}

async function concerns(manager: EntityManager, session: ClassSession, studentId: string): Promise<boolean> {
  const { id: sessionId, courseId, scope } = session;
  if (await manager.existsBy(attendanceTable, { sessionId, studentId })) return true;
  return scope === 'campus' || manager.existsBy(rosterTable, { courseId, studentId });
}

function itemOf({ id, sessionId, openedAt }: Dispute): ReviewItem {
  return {
    id: uuidv7(),
    kind: 'dispute',
    state: 'open',
    sessionId,
    deviceId: null,
    sightingId: null,
    presentationId: null,
    unknownGroupId: null,
    disputeId: id,
    outsiderId: null,
    outsiderScore: null,
    firstSeenAt: openedAt,
    lastSeenAt: openedAt,
    actionId: null,
  };
}

async function answerDispute(
  store: Store,
  id: string,
  answer: DisputeAnswer,
): Promise<AnsweredDispute | false | undefined> {
  try {
    return await store.write((manager) => answerIn(manager, id, answer));
  } catch (error) {
    if (error instanceof AlreadyAnswered) return false;
    throw error;
  }
}

async function answerIn(
  manager: EntityManager,
  id: string,
  answer: DisputeAnswer,
): Promise<AnsweredDispute | undefined> {
  const found = await manager.findOneBy(disputeTable, { id });
  const session = found && (await manager.findOneBy(sessionTable, { id: found.sessionId }));
  if (!found || !session) return undefined;
  const { actor, accept, text } = answer;
  const mark = accept ? await changeRecord(manager, found, answer) : null;
  const answered = {
    state: accept ? 'accepted' : 'declined',
    openKey: null,
    answeredAt: new Date(),
    answeredBy: actor,
    answer: text,
    changeId: mark?.change?.id ?? null,
  } as const;
  const { affected } = await manager.update(disputeTable, { id, state: 'open' }, answered);
  if (affected === 0) throw new AlreadyAnswered();
  await manager.update(reviewItemTable, { disputeId: id }, { state: 'done' });
  await audit(manager, found, { actor, action: 'dispute.answer', details: { accept } });
  const details = { disputeId: id, accepted: accept };
  await tell(manager, session, found, { type: 'dispute.answered', details });
  return { dispute: { ...found, ...answered }, mark };
}

/** Rolls back what the answer changed. */
class AlreadyAnswered extends Error {}

function changeRecord(
  manager: EntityManager,
  { sessionId, studentId, claim }: Dispute,
  { actor, text, status = claim }: DisputeAnswer,
): Promise<ManualMark> {
  const said = { actor, cause: 'dispute', reason: text } as const;
  return setManualStatus(joinedStore(manager), { sessionId, studentId, status, ...said });
}

type Said = {
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, string | boolean>>;
};

async function audit(
  manager: EntityManager,
  dispute: Dispute,
  { actor, action, details }: Said,
): Promise<void> {
  const { id, sessionId, studentId } = dispute;
  const subject = { subjectType: 'dispute', subjectId: id };
  await appendEntry(manager, { actor, action, ...subject, details: { sessionId, studentId, ...details } });
}

async function tell(
  manager: EntityManager,
  { id: sessionId, courseId, roomId }: ClassSession,
  { studentId }: Dispute,
  event: { readonly type: string; readonly details: Readonly<Record<string, string | boolean>> },
): Promise<void> {
  await appendEvents(manager, [{ ...event, sessionId, courseId, roomId, studentId }]);
}
