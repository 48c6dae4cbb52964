import type { Course, Database, Standing } from '@hadir/db';
import { judgeRisk, type Rule } from '@hadir/domain';
import { z } from 'zod';
import { roundedPercent } from '../closing/attendance-rules.ts';
import { effectiveRule } from '../rules/effective-rule.ts';

type Deps = {
  readonly database: Pick<Database, 'courses' | 'standings' | 'siteSettings' | 'courseRules'>;
};
export type AtRiskRequest = {
  readonly courseId?: string | undefined;
  readonly semesterId?: string | undefined;
  readonly group?: string | undefined;
  readonly everybody: boolean;
  /** The courses to which the list is limited; undefined for all. */
  readonly own: readonly string[] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};
export type AtRiskItem = ReturnType<typeof itemOf>;
type Page = { readonly items: AtRiskItem[]; readonly nextCursor: string | null };

/** After the student of this number of this course, by the database's order: both may be gone since. */
type Position = { readonly courseId: string; readonly code: string; readonly number: string };

/** Undefined for a cursor of another list. */
export async function listAtRisk(deps: Deps, request: AtRiskRequest): Promise<Page | undefined> {
  const { limit, cursor } = request;
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const isOther = request.courseId !== undefined && after && after.courseId !== request.courseId;
  if ((cursor !== undefined && !after) || isOther) return undefined;
  const items: AtRiskItem[] = [];
  for await (const item of walk(deps, request, after)) {
    items.push(item);
    if (items.length > limit) break;
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, nextCursor: items.length > limit && last ? cursorOf(last) : null };
}

async function* walk(deps: Deps, request: AtRiskRequest, after?: Position): AsyncGenerator<AtRiskItem> {
  for await (const course of courses(deps, request, after?.code)) {
    yield* ofCourse(deps, request, course, course.id === after?.courseId ? after.number : undefined);
  }
}

async function* ofCourse(
  deps: Deps,
  { everybody, group }: AtRiskRequest,
  course: Course,
  afterNumber?: string,
): AsyncGenerator<AtRiskItem> {
  const rule = await effectiveRule(deps, course.id);
  if (rule.minimumPercent === null && !everybody) return;
  const { standings, left } = await deps.database.standings.ofCourse(course.id, group, afterNumber);
  for (const standing of standings) {
    const item = itemOf(course, standing, left, rule);
    if (item.isAtRisk || everybody) yield item;
  }
}

async function* courses(
  { database }: Deps,
  { courseId, semesterId, own }: AtRiskRequest,
  fromCode: string | undefined,
): AsyncGenerator<Course> {
  if (courseId !== undefined) {
    const course = await database.courses.find(courseId);
    if (course && (semesterId === undefined || course.semesterId === semesterId)) yield course;
    return;
  }
  let cursor: string | null = null;
  do {
    const page: { items: Course[]; nextCursor: string | null } = await database.courses.list({
      ...{ semesterId, fromCode, cursor },
      limit: 200,
    });
    yield* page.items.filter(({ id }) => !own || own.includes(id));
    cursor = page.nextCursor;
  } while (cursor !== null);
}

function itemOf({ id, code, name }: Course, standing: Standing, left: number, rule: Rule) {
  const { student, groupName, tally: counts, atRiskSince } = standing;
  const { counted, attended, percent, isAtRisk, isLost, bestPercent, needed } = judgeRisk(counts, left, rule);
  return {
    course: { id, code, name },
    ...{ student, groupName, counts, counted, attended },
    percent: percent === null ? null : roundedPercent(percent),
    minimumPercent: rule.minimumPercent,
    ...{ isAtRisk, isLost },
    bestPercent: bestPercent === null ? null : roundedPercent(bestPercent),
    sessionsLeft: left,
    ...{ needed, atRiskSince },
  };
}

const Cursor = z.tuple([z.literal('at-risk'), z.uuid(), z.string(), z.string()]);

function cursorOf({ course, student }: AtRiskItem): string {
  return Buffer.from(JSON.stringify(['at-risk', course.id, course.code, student.number])).toString(
    'base64url',
  );
}

function positionOf(cursor: string): Position | undefined {
  try {
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const [, courseId, code, number] = Cursor.parse(JSON.parse(text));
    return { courseId, code, number };
  } catch {
    return undefined;
  }
}
