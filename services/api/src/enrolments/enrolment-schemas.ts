import { z } from 'zod';
import { Id, Instant, pageFields } from '../shared/schemas.ts';

/** Photos of one enrolment. More add little to what an engine knows of a face. */
export const MAX_PHOTOS = 10;
export const MAX_PHOTO_BYTES = 8 * 1024 * 1024;
const MAX_WAIT_SECONDS = 30;

const status = z.enum(['pending', 'accepted', 'rejected']);

const Photo = z
  .object({
    number: z.int().describe('Its place among the photos sent, from 1.'),
    id: z.uuid(),
    status,
    reason: z
      .string()
      .nullable()
      .describe(
        'Why it was rejected: no-face, several-faces, too-small, blurred, bad-image, no-consent or failed.',
      ),
    advice: z.string().nullable().describe('What to do about it.'),
    measured: z
      .record(z.string(), z.number())
      .nullable()
      .describe('What was measured: of a rejected photo the figure at fault and its limit.'),
  })
  .meta({ id: 'EnrolmentPhoto' });

const summary = {
  id: z.uuid(),
  studentId: z.uuid(),
  status: status.describe('Accepted when at least one photo is.'),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
};

export const EnrolmentSummary = z.object(summary).meta({ id: 'EnrolmentSummary' });
export const Enrolment = z.object({ ...summary, photos: z.array(Photo) }).meta({ id: 'Enrolment' });
export const EnrolmentQuery = z.strictObject({ ...pageFields, studentId: Id.optional() });

export const NewEnrolmentQuery = z.strictObject({
  waitSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_WAIT_SECONDS)
    .default(0)
    .describe('How long to wait for the result before answering that it is pending.'),
});
export const NewEnrolment = z
  .object({
    photos: z
      .array(z.file())
      .min(1)
      .max(MAX_PHOTOS)
      .describe('JPEG or PNG, at most 8 MB and 50 megapixels each.'),
  })
  .meta({ id: 'NewEnrolment' });
