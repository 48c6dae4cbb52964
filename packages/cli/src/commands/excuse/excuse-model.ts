import { z } from 'zod';

export const KINDS = ['sick', 'permission', 'duty', 'other'] as const;

export const Excuse = z.looseObject({
  id: z.string(),
  studentId: z.string(),
  courseId: z.string().nullable(),
  sessionId: z.string().nullable(),
  fromAt: z.string(),
  toAt: z.string(),
  kind: z.string(),
  reason: z.string(),
  attachment: z.looseObject({ contentType: z.string(), bytes: z.number() }).nullable(),
  withdrawnAt: z.string().nullable(),
});
export type Excuse = z.output<typeof Excuse>;

export const ChangedExcuse = z.looseObject({ excuse: Excuse, changedSessions: z.array(z.string()) });
