import { z } from 'zod';

const limit = z.number().nullable();
const fields = {
  opensBeforeMinutes: z.number(),
  lateAfterMinutes: z.number(),
  closesAfterMinutes: limit,
  earlyLeaveMinutes: limit,
  requiredSightings: limit,
  minimumPercent: limit,
  lateCountsAs: z.number(),
};
export type RuleField = keyof typeof fields;

const Rule = z.looseObject(fields);
const Own = z.looseObject(fields).partial();
export type Rule = z.output<typeof Rule>;
export type OwnRule = Partial<Record<RuleField, number | null>>;

/** Of the campus or, with `courseId`, of a course. */
export const RuleAnswer = z.looseObject({ own: Own, effective: Rule });
export type RuleAnswer = z.output<typeof RuleAnswer>;

export const ChangedRule = RuleAnswer.extend({
  futureSessions: z.number().nullable(),
  application: z
    .looseObject({
      id: z.string(),
      sessionsDone: z.number(),
      recordsChanged: z.number(),
      finishedAt: z.string().nullable(),
    })
    .nullable(),
});
export type ChangedRule = z.output<typeof ChangedRule>;

const verdict = z.looseObject({ status: z.string(), leftEarly: z.boolean().nullable() });
const PreviewItem = z.looseObject({
  courseId: z.string(),
  sessionId: z.string(),
  startsAt: z.string(),
  studentId: z.string(),
  before: verdict,
  after: verdict,
});
export type PreviewItem = z.output<typeof PreviewItem>;
export const RulePreview = z.looseObject({
  sessions: z.looseObject({ future: z.number(), underWay: z.number(), past: z.number() }),
  recordsChanged: z.number().nullable(),
  isComplete: z.boolean(),
  items: z.array(PreviewItem),
  nextCursor: z.string().nullable(),
});
