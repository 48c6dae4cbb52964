import { ATTENDANCE_STATUSES, DISPUTE_STATES } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, line, pageFields } from '../shared/schemas.ts';

const status = z.enum(ATTENDANCE_STATUSES);

export const DisputeView = z
  .object({
    id: z.uuid(),
    sessionId: z.uuid(),
    studentId: z.uuid(),
    claim: status.describe('What the student says it should be.'),
    text: z.string(),
    state: z.enum(DISPUTE_STATES),
    openedAt: Instant,
    answeredAt: Instant.nullable(),
    answeredBy: z.string().nullable(),
    answer: z.string().nullable(),
    changeId: z.uuid().nullable().describe('The attendance change that came of it.'),
  })
  .meta({ id: 'Dispute' });

export const OwnDispute = DisputeView.omit({ answeredBy: true, changeId: true }).meta({ id: 'OwnDispute' });

export const NewDispute = z
  .strictObject({
    sessionId: Id,
    claim: z.enum(['present', 'late', 'excused']),
    text: line(500).describe('Why the record is wrong. Name no other person.'),
  })
  .meta({ id: 'NewDispute' });
export type NewDispute = z.output<typeof NewDispute>;

export const DisputeQuery = z.strictObject({
  ...pageFields,
  state: z.enum(DISPUTE_STATES).optional(),
  sessionId: Id.optional(),
  studentId: Id.optional(),
  courseId: Id.optional(),
});

export const DisputeAnswerBody = z
  .strictObject({
    accept: z.boolean().describe('Whether the record is changed.'),
    text: line(500).describe('What the student is told.'),
    status: status.optional().describe('What an accepted dispute sets; the claim unless told.'),
  })
  .meta({ id: 'DisputeAnswer' });
export type DisputeAnswerBody = z.output<typeof DisputeAnswerBody>;
