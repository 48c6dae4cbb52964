import { z } from 'zod';
import { Sighting } from '../sighting/sighting-model.ts';

export const REVIEW_KINDS = [
  'unknown',
  'ambiguous',
  'engines-disagree',
  'not-on-roster',
  'spoof-suspected',
  'dispute',
] as const;

export const ReviewItem = z.looseObject({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  sessionId: z.string(),
  deviceId: z.string().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  presentations: z.number(),
  sightings: z.number(),
  sighting: Sighting.nullable(),
  evidence: z.looseObject({ sightingId: z.string() }).nullable(),
  outsider: z.looseObject({ studentId: z.string(), score: z.number() }).nullable(),
  disputeId: z.string().nullable(),
  actionId: z.string().nullable(),
});
export type ReviewItem = z.output<typeof ReviewItem>;

export const ReviewAction = z.looseObject({
  id: z.string(),
  itemId: z.string(),
  action: z.string(),
  actor: z.string(),
  at: z.string(),
  studentId: z.string().nullable(),
  reason: z.string().nullable(),
  correctionIds: z.array(z.string()),
  enrolmentId: z.string().nullable(),
  undoneAt: z.string().nullable(),
});
export type ReviewAction = z.output<typeof ReviewAction>;

export const ReviewPage = z.looseObject({
  items: z.array(ReviewItem),
  nextCursor: z.string().nullable(),
  counts: z.record(z.string(), z.number()),
});

export const ReviewDetails = ReviewItem.extend({
  members: z.array(z.looseObject({ sighting: Sighting.nullable() })),
  actions: z.array(ReviewAction),
});

export const BulkResult = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      action: ReviewAction.nullable(),
      error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});
