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
        'Why it was rejected: no-face, several-faces, too-small, too-dark, too-bright, blurred, extreme-pose, occluded, eyes-closed, not-live, looks-like-other, bad-image, no-consent or failed.',
      ),
    advice: z.string().nullable().describe('What to do about it.'),
    measured: z
      .record(z.string(), z.number())
      .nullable()
      .describe('What was measured: of a rejected photo the figure at fault and its limit.'),
    similarStudentId: z
      .uuid()
      .nullable()
      .describe(
        'Whom the photo looks like, when it was rejected for that. Told to staff and administrators alone, null for others.',
      ),
  })
  .meta({ id: 'EnrolmentPhoto' });

const views = z.object({ frontal: z.int(), left: z.int(), right: z.int() });
const Coverage = z
  .object({
    views: views.describe('Accepted photos by the side they show.'),
    missing: z.array(z.enum(['frontal', 'left', 'right'])),
    advice: z.string().nullable().describe('Which photos would help, when some would.'),
    bestPhotoId: z.uuid().nullable().describe('The photo that shows the student best.'),
  })
  .meta({ id: 'EnrolmentCoverage' });

const summary = {
  id: z.uuid(),
  studentId: z.uuid(),
  status: status.describe('Accepted when at least one photo is.'),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
};

export const EnrolmentSummary = z.object(summary).meta({ id: 'EnrolmentSummary' });
export const Enrolment = z
  .object({ ...summary, photos: z.array(Photo), coverage: Coverage })
  .meta({ id: 'Enrolment' });
export const EnrolmentQuery = z.strictObject({ ...pageFields, studentId: Id.optional() });

export const NewEnrolmentQuery = z.strictObject({
  waitSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_WAIT_SECONDS)
    .default(0)
    .describe('How long to wait for the result before answering that it is pending.'),
  allowLookAlike: z
    .stringbool()
    .default(false)
    .describe(
      'Take photos that look like another student who is enrolled: for twins, once staff have made sure.',
    ),
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
