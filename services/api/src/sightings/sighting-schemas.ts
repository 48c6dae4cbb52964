import { LivenessVerdict, SightingReason } from '@hadir/contracts';
import type { Sighting } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, pageFields } from '../shared/schemas.ts';

const figure = z.number().nullable();

const livenessCue = z.object({
  name: z.string(),
  value: figure.describe('In the cue’s own unit; null where there was too little to measure it by.'),
  says: z.enum(['live', 'spoof', 'nothing']),
});

export const SightingView = z
  .object({
    id: z.uuid(),
    frameId: z.string(),
    faceNumber: z.int(),
    sessionId: z.uuid(),
    deviceId: z.string(),
    capturedAt: Instant,
    studentId: z.uuid().nullable().describe('The match; null for an unknown face.'),
    candidateId: z.uuid().nullable().describe('The best gallery person, matched or not.'),
    score: z.number().describe('The candidate’s, in the unit of the engine.'),
    threshold: z.number(),
    runnerUpId: z.uuid().nullable(),
    margin: figure.describe('How far the candidate led the runner-up.'),
    requiredMargin: figure.describe('How far it had to; more between people who look alike.'),
    reason: z.string().describe(`Why it is a match or unknown: ${SightingReason.options.join(', ')}.`),
    agreement: z
      .string()
      .nullable()
      .describe('Whether the engines named the same person: agree, silent, disagree.'),
    parts: z
      .object({ deep: figure, sift: figure })
      .describe('What each engine gave the candidate, in its own unit.'),
    quality: figure.describe('What the face is worth, 0 to 1.'),
    sizePx: figure.describe('Width of the face.'),
    sharpness: figure,
    liveness: z
      .object({
        verdict: z.string().describe(`${LivenessVerdict.options.join(', ')}.`),
        score: figure.describe('How sure it is a person, 0 to 1.'),
        cues: z.array(livenessCue),
      })
      .nullable()
      .describe('What the presentation had shown until this frame. Null when it was not judged.'),
    presentationId: z.uuid().nullable().describe('One face over the frames of one device.'),
    unknownGroupId: z
      .uuid()
      .nullable()
      .describe(
        'Presentations of the session whose unknown faces are alike; only where a site keeps unknowns.',
      ),
    engine: z.string().nullable(),
    modelVersion: z.string().nullable(),
    box: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).describe('In pixels.'),
    hasEvidence: z.boolean().describe('Whether a crop of this very face is kept.'),
  })
  .meta({ id: 'Sighting' });
export type SightingView = z.output<typeof SightingView>;

export const SightingQuery = z.strictObject({
  ...pageFields,
  reason: SightingReason.optional(),
  studentId: Id.optional().describe('Matched to this student or, when unknown, most like them.'),
  deviceId: z.string().min(1).max(32).optional(),
  liveness: LivenessVerdict.optional(),
  presentationId: Id.optional(),
  unknownGroupId: Id.optional(),
  from: Instant.optional().describe('Captured at this time or later.'),
  to: Instant.optional().describe('Captured before this time.'),
});

export function sightingView(sighting: Sighting): SightingView {
  const { evidenceKey, deepScore, siftScore, liveness, livenessScore, livenessCues, ...same } = sighting;
  return {
    ...same,
    parts: { deep: deepScore, sift: siftScore },
    liveness:
      liveness === null ? null : { verdict: liveness, score: livenessScore, cues: cuesOf(livenessCues) },
    hasEvidence: evidenceKey !== null,
  };
}

/** Another version of the matcher may have written what this version does not know. */
function cuesOf(cues: unknown): z.infer<typeof livenessCue>[] {
  const parsed = z.array(livenessCue).safeParse(cues ?? []);
  return parsed.success ? parsed.data : [];
}
