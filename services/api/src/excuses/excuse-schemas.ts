import { EXCUSE_KINDS } from '@hadir/db';
import { z } from 'zod';
import { Day, Id, Instant, line, pageFields } from '../shared/schemas.ts';

export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;

const kind = z
  .enum(EXCUSE_KINDS)
  .describe('`permission`: leave that was asked for. `duty`: away for the faculty.');

export const NewExcuse = z
  .strictObject({
    studentId: Id,
    sessionId: Id.optional().describe('This session alone. Without it, give from and to.'),
    from: Day.optional().describe('The first campus day.'),
    to: Day.optional().describe('The last campus day; the first one unless told. At most a year later.'),
    courseId: Id.optional().describe(
      'Only sessions of this course; of every course unless told. Lecturers name one of theirs.',
    ),
    kind,
    reason: line(500).describe('Kept until the student is erased, and shown to who may excuse.'),
  })
  .refine(({ sessionId, from }) => (sessionId === undefined) !== (from === undefined), {
    path: ['from'],
    message: 'name a session, or a first day, and not both',
  })
  .refine(({ from, to }) => to === undefined || (from !== undefined && to >= from), {
    path: ['to'],
    message: 'must be the first day or later',
  })
  .meta({ id: 'NewExcuse' });
export type NewExcuse = z.output<typeof NewExcuse>;

export const Excuse = z
  .object({
    id: z.uuid(),
    studentId: z.uuid(),
    courseId: z.uuid().nullable(),
    sessionId: z.uuid().nullable(),
    fromAt: Instant.describe('Sessions that start then or later,'),
    toAt: Instant.describe('and before then.'),
    kind,
    reason: z.string(),
    attachment: z.object({ contentType: z.string(), bytes: z.int() }).nullable(),
    madeAt: Instant,
    madeBy: z.string(),
    withdrawnAt: Instant.nullable(),
    withdrawnBy: z.string().nullable(),
    withdrawnReason: z.string().nullable(),
  })
  .meta({ id: 'Excuse' });
export type Excuse = z.output<typeof Excuse>;

export const ChangedExcuse = z
  .object({
    excuse: Excuse,
    changedSessions: z.array(z.uuid()).describe('Closed sessions whose record changed by it.'),
  })
  .meta({ id: 'ChangedExcuse' });

export const ExcuseQuery = z.strictObject({
  ...pageFields,
  studentId: Id.optional(),
  courseId: Id.optional().describe('Those that speak of this course, and not of every course.'),
  withdrawn: z.enum(['true', 'false']).default('false').describe('Show withdrawn ones too.'),
});
export type ExcuseQuery = z.output<typeof ExcuseQuery>;

export const ExcuseWithdrawal = z.strictObject({ reason: line(500) }).meta({ id: 'ExcuseWithdrawal' });

export const ExcuseAttachment = z
  .object({ attachment: z.file().describe('A PDF, JPEG or PNG of at most 5 MB.') })
  .meta({ id: 'ExcuseAttachment' });
