import { AttendanceRule } from '@hadir/contracts';
import { ATTENDANCE_STATUSES } from '@hadir/db';
import { z } from 'zod';
import { Day, Flag, Instant, pageFields } from '../shared/schemas.ts';

const own = AttendanceRule.partial();

const Rule = z.object(AttendanceRule.shape).meta({ id: 'Rule' });
const Own = z.object(AttendanceRule.shape).partial();

const application = z
  .object({
    id: z.uuid(),
    sessionsDone: z.int().describe('Closed sessions that were put under the rule so far.'),
    recordsChanged: z.int(),
    finishedAt: Instant.nullable().describe('Null while it goes on, by itself.'),
  })
  .meta({ id: 'RuleApplication' });
export const RuleApplication = application;

export const CampusRule = z
  .object({
    own: Own.describe('What the campus sets otherwise than the shipped rule.'),
    effective: Rule.describe('The rule of a course that sets nothing of its own.'),
  })
  .meta({ id: 'CampusRule' });

export const CourseRule = z
  .object({
    courseId: z.uuid(),
    own: Own.describe('What the course sets otherwise than its campus.'),
    effective: Rule.describe('What a new session of the course takes.'),
  })
  .meta({ id: 'CourseRule' });

const changed = {
  futureSessions: z
    .int()
    .nullable()
    .describe('Sessions not begun that took the rule. Null for the campus, whose courses follow one by one.'),
  application: application.nullable().describe('What still goes on; null when there is nothing.'),
};
export const ChangedCampusRule = CampusRule.extend(changed).meta({ id: 'ChangedCampusRule' });
export const ChangedCourseRule = CourseRule.extend(changed).meta({ id: 'ChangedCourseRule' });

const since = Day.optional().describe('Of past sessions only those on this campus day or later.');

/** The whole of what is set: a field that is left out is taken from the campus, or for the campus from the shipped rule. */
export const RuleChange = z
  .strictObject({
    rule: own.describe(
      'In place of what was set before. A field that is left out is inherited; null is a value.',
    ),
    applyToPast: z
      .boolean()
      .default(false)
      .describe('Judge closed sessions again by the new rule. What people decided stays.'),
    since,
  })
  .refine(({ applyToPast, since: from }) => applyToPast || from === undefined, {
    path: ['since'],
    message: 'goes with applyToPast',
  })
  .meta({ id: 'RuleChange' });
export type RuleChange = z.output<typeof RuleChange>;

export const RuleProposal = z.strictObject({ rule: own, since }).meta({ id: 'RuleProposal' });
export type RuleProposal = z.output<typeof RuleProposal>;
export const PreviewQuery = z.strictObject(pageFields);
export type PreviewQuery = z.output<typeof PreviewQuery>;

const verdict = z.object({ status: z.enum(ATTENDANCE_STATUSES), leftEarly: Flag });
export const RulePreview = z
  .object({
    sessions: z.object({
      future: z.int().describe('Not begun: they take the rule.'),
      underWay: z.int().describe('Begun and not closed: they end by the rule with which they began.'),
      past: z.int().describe('Closed: they keep theirs unless it is asked for.'),
    }),
    recordsChanged: z
      .int()
      .nullable()
      .describe('Records of past sessions that would change. Null on the pages after the first.'),
    isComplete: z.boolean().describe('False when there are so many sessions that the counting stopped.'),
    items: z.array(
      z.object({
        courseId: z.uuid(),
        sessionId: z.uuid(),
        startsAt: Instant,
        studentId: z.uuid(),
        before: verdict,
        after: verdict,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'RulePreview' });
export type RulePreview = z.output<typeof RulePreview>;
