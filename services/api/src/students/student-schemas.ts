import { z } from 'zod';
import { ConsentView } from '../consents/consent-schemas.ts';
import { changeOf, Id, Instant, line, pageFields } from '../shared/schemas.ts';
import { BACKUP_ERASURES } from './erase-backups.ts';

const fields = z.strictObject({
  number: line(64).describe("The campus's own number, unique whatever the case of its letters."),
  name: line(200),
  email: z
    .email('must be an e-mail address')
    .max(254)
    .nullable()
    .optional()
    .describe('For personal links and notices; none unless told.'),
});

export const NewStudent = fields.meta({ id: 'NewStudent' });
export const StudentChange = changeOf(fields).meta({ id: 'StudentChange' });
export const Student = z
  .object({ id: z.uuid(), number: z.string(), name: z.string(), createdAt: Instant })
  .meta({ id: 'Student' });

export const StudentQuery = z.strictObject({
  ...pageFields,
  search: line(100).optional().describe('Part of the name, or the start of the number.'),
});

export const StudentDetails = z
  .object({
    ...Student.shape,
    email: z.string().nullable(),
    consent: ConsentView.nullable().describe('The consent in force, if any.'),
    templates: z.int().describe('How many photos the student can be recognised by.'),
    courseIds: z.array(Id),
  })
  .meta({ id: 'StudentDetails' });

export const ErasureReceipt = z
  .object({
    studentId: z.uuid(),
    erasedAt: Instant,
    rowsErased: z.boolean().describe('False when there were none, as at a second call.'),
    objectsErased: z.int().describe('Photos and evidence deleted from the object store by this call.'),
    backups: z
      .enum(BACKUP_ERASURES)
      .describe(
        'What became of the copies in the backups: erased, pending (the backup store did not answer and is asked again) or none are kept.',
      ),
    redis: z.object({
      entries: z.int().nullable().describe('Entries deleted from Redis; null: still being looked for.'),
      appendOnlyFile: z.enum(['started', 'busy', 'off', 'refused', 'pending']),
    }),
    receiptId: z
      .uuid()
      .nullable()
      .describe('Of the receipt at /v1/privacy/receipts; null when there never was such a student.'),
    sweepUntil: Instant.describe('Until then, what was still on its way to the object store is deleted too.'),
  })
  .meta({ id: 'ErasureReceipt' });
