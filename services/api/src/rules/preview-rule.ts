import { sessionRuleOf } from '@hadir/domain';
import { AppError } from '@hadir/platform';
import { z } from 'zod';
import { startOfDay } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { type Position, pastChanges, type SessionChanges } from './past-changes.ts';
import type { PreviewQuery, RulePreview } from './rule-schemas.ts';
import type { RuleSource } from './rule-source.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone'>;
type Item = RulePreview['items'][number];

/** Past sessions that are looked at for one answer; a course has some forty in a semester. */
const MOST_SESSIONS = 500;

/** What a rule would change if it were set: nothing is written. */
export async function previewRule(
  { database, timeZone }: Deps,
  source: RuleSource,
  since: string | undefined,
  { limit, cursor }: PreviewQuery,
): Promise<RulePreview> {
  const from = cursor === undefined ? undefined : positionOf(cursor);
  const pastFrom = sinceOf(since, timeZone);
  const walk = pastChanges({ database }, source, pastFrom, from);
  const page = await readPage(walk, limit, from === undefined);
  return { sessions: await countSessions({ database }, source, pastFrom), ...page };
}

/** The first moment of the past that is meant; without a day all of it. */
export function sinceOf(day: string | undefined, timeZone: string): Date {
  return day === undefined ? new Date(0) : startOfDay(day, timeZone);
}

async function countSessions(
  { database }: Pick<Deps, 'database'>,
  source: RuleSource,
  since: Date,
): Promise<RulePreview['sessions']> {
  const sum = { future: 0, underWay: 0, past: 0 };
  const span = { now: new Date(), since };
  for await (const { id } of source.courses()) {
    const counted = await database.ruleChanges.count(id, sessionRuleOf(await source.ruleOf(id)), span);
    sum.future += counted.future;
    sum.underWay += counted.underWay;
    sum.past += counted.past;
  }
  return sum;
}

/** The first page counts what comes after it as well. */
async function readPage(
  walk: AsyncGenerator<SessionChanges>,
  limit: number,
  counts: boolean,
): Promise<Omit<RulePreview, 'sessions'>> {
  const items: Item[] = [];
  let [sessions, records] = [0, 0];
  const isEnough = (): boolean => sessions >= MOST_SESSIONS || (!counts && items.length > limit);
  for await (const { session, changes } of walk) {
    if (isEnough()) break;
    records += changes.length;
    sessions += 1;
    for (const change of changes.slice(0, limit + 1 - items.length)) items.push(itemOf(session, change));
  }
  const isComplete = sessions < MOST_SESSIONS;
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = items.length > limit && last ? cursorOf(last) : null;
  return { recordsChanged: counts ? records : null, isComplete, items: shown, nextCursor };
}

function itemOf(
  { id: sessionId, courseId, startsAt }: SessionChanges['session'],
  { studentId, before, after }: SessionChanges['changes'][number],
): Item {
  return { courseId, sessionId, startsAt, studentId, before, after };
}

const Cursor = z.tuple([z.literal('rule-preview'), z.uuid(), z.iso.datetime(), z.uuid(), z.uuid()]);

function cursorOf({ courseId, startsAt, sessionId, studentId }: Item): string {
  const key = ['rule-preview', courseId, startsAt.toISOString(), sessionId, studentId];
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function positionOf(cursor: string): Position {
  try {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const [, courseId, startsAt, sessionId, studentId] = Cursor.parse(JSON.parse(text));
    return { courseId, startsAt: new Date(startsAt), sessionId, studentId };
  } catch (cause) {
    const message = 'cursor: take it from nextCursor of the page before';
    throw new AppError('bad-request', message, { field: 'cursor', cause });
  }
}
