import { CORRECTION_KINDS, type Correction, LEARNING_STATES } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, line } from '../shared/schemas.ts';

const status = z.enum(['present', 'late', 'absent', 'excused']).nullable();

export const CorrectionView = z
  .object({
    id: z.uuid(),
    sightingId: z.uuid().nullable().describe('Null once the sighting is gone.'),
    studentId: z.uuid().describe('Whom it speaks of.'),
    kind: z.enum(CORRECTION_KINDS),
    madeAt: Instant,
    madeBy: z.string(),
    reason: z.string(),
    hasCrop: z.boolean().describe('Whether a face is kept that can be learned from.'),
    learning: z
      .enum(LEARNING_STATES)
      .describe('What became of it in the gallery; `none` when nothing is to be learned.'),
    learningNote: z
      .string()
      .nullable()
      .describe('Why nothing is learned, such as `no-crop`, `disagrees` or `closer-to-another`.'),
    measured: z
      .record(z.string(), z.number())
      .nullable()
      .describe('What was measured, with its limit, in the engine’s unit.'),
    mark: z
      .object({ before: status, after: status })
      .nullable()
      .describe(
        'The status in the session before and after; null when the correction changed nothing of it.',
      ),
  })
  .meta({ id: 'Correction' });
export type CorrectionView = z.output<typeof CorrectionView>;

export const SightingCorrections = z
  .object({ items: z.array(CorrectionView) })
  .meta({ id: 'SightingCorrections' });

export const NewCorrectionBody = z
  .strictObject({
    kind: z.enum(CORRECTION_KINDS),
    studentId: Id.optional().describe('Whom it is, or is not. Not needed to say that a match is wrong.'),
    addTemplate: z
      .boolean()
      .default(false)
      .describe('With `this-person`: adds the face to the student’s templates, if the site allows it.'),
    reason: line(200).describe('Why; it is kept with the correction. Name no other person.'),
  })
  .meta({ id: 'NewCorrection' });
export type NewCorrectionBody = z.output<typeof NewCorrectionBody>;

export function correctionView({ cropKey, markChange, ...correction }: Correction): CorrectionView {
  const mark = markChange && {
    before: markChange.before?.status ?? null,
    after: markChange.after?.status ?? null,
  };
  return { ...correction, hasCrop: cropKey !== null, mark };
}
