import { REVIEW_ACTIONS, REVIEW_KINDS, REVIEW_STATES } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, line, pageFields } from '../shared/schemas.ts';
import { SightingView } from '../sightings/sighting-schemas.ts';

export const ReviewQuery = z.strictObject({
  ...pageFields,
  state: z.enum(REVIEW_STATES).default('open'),
  kind: z.enum(REVIEW_KINDS).optional(),
  sessionId: Id.optional(),
  courseId: Id.optional(),
  from: Instant.optional().describe('Last seen at this time or later.'),
  to: Instant.optional().describe('Last seen before this time.'),
});

export const ReviewItemView = z
  .object({
    id: z.uuid(),
    kind: z.enum(REVIEW_KINDS),
    state: z
      .enum(REVIEW_STATES)
      .describe('`settled`: the person was recognised after all, so nobody has to look.'),
    sessionId: z.uuid(),
    courseId: z.uuid(),
    deviceId: z.string().nullable(),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    presentations: z.int().describe('Presentations that the item stands for.'),
    sightings: z.int(),
    sighting: SightingView.nullable().describe('One of them, with a crop where one is kept.'),
    evidence: z
      .object({ sightingId: z.uuid(), path: z.string() })
      .nullable()
      .describe('Where the face crop is read; who reads it is kept in the audit log.'),
    outsider: z
      .object({ studentId: z.uuid(), score: z.number() })
      .nullable()
      .describe('Who it is by the campus’s gallery; not on the roster, and never marked by it.'),
    disputeId: z.uuid().nullable(),
    actionId: z.uuid().nullable().describe('What closed it; to undo it.'),
  })
  .meta({ id: 'ReviewItem' });
export type ReviewItemView = z.output<typeof ReviewItemView>;

const count = z.int();
export const ReviewPage = z
  .object({
    items: z.array(ReviewItemView),
    nextCursor: z.string().nullable(),
    counts: z
      .object({
        unknown: count,
        ambiguous: count,
        'engines-disagree': count,
        'not-on-roster': count,
        'spoof-suspected': count,
        dispute: count,
      })
      .describe('Items of each kind that fit the other filters.'),
  })
  .meta({ id: 'ReviewPage' });

export const ReviewActionView = z
  .object({
    id: z.uuid(),
    itemId: z.uuid(),
    action: z.enum(REVIEW_ACTIONS),
    actor: z.string(),
    at: Instant,
    studentId: z.uuid().nullable(),
    reason: z.string().nullable(),
    correctionIds: z.array(z.uuid()),
    enrolmentId: z.uuid().nullable().describe('Read what became of the photo: GET /v1/enrolments/:id.'),
    undoneAt: Instant.nullable(),
    undoneBy: z.string().nullable(),
  })
  .meta({ id: 'ReviewAction' });
export type ReviewActionView = z.output<typeof ReviewActionView>;

export const ReviewDetails = ReviewItemView.extend({
  members: z
    .array(z.object({ sighting: SightingView.nullable(), evidence: ReviewItemView.shape.evidence }))
    .describe('A sighting of each presentation, at most 50.'),
  actions: z.array(ReviewActionView).describe('What was done about it, the newest first.'),
}).meta({ id: 'ReviewDetails' });

const reason = line(200).describe('Why; it is kept with the action. Name no other person.');

export const AssignBody = z
  .strictObject({
    studentId: Id,
    reason,
    addTemplate: z
      .boolean()
      .default(false)
      .describe('Adds the face to the student’s templates, if the site allows it.'),
  })
  .meta({ id: 'ReviewAssign' });

export const NotThisPersonBody = z
  .strictObject({
    studentId: Id.optional().describe('Whom it is not; the one it is most like unless told.'),
    reason,
  })
  .meta({ id: 'ReviewNotThisPerson' });

export const IgnoreBody = z.strictObject({ reason }).meta({ id: 'ReviewIgnore' });

export const EnrolBody = z
  .strictObject({
    studentId: Id,
    reason,
    allowLookAlike: z
      .boolean()
      .default(false)
      .describe('Staff have made sure that it is not the look-alike.'),
    mark: z.boolean().default(true).describe('Whether the student is marked, too, as with assign.'),
  })
  .meta({ id: 'ReviewEnrol' });

/** Items of one call at most. */
const MOST_AT_ONCE = 100;

export const BulkBody = z
  .strictObject({
    ids: z.array(Id).min(1).max(MOST_AT_ONCE),
    action: z.enum(['assign', 'not-this-person', 'ignore']),
    studentId: Id.optional().describe('Needed to assign.'),
    reason,
  })
  .meta({ id: 'ReviewBulk' });
export type BulkBody = z.output<typeof BulkBody>;

export const BulkResult = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        action: ReviewActionView.nullable(),
        error: z
          .object({ code: z.string(), message: z.string() })
          .nullable()
          .describe('Why nothing was done about this one.'),
      }),
    ),
  })
  .meta({ id: 'ReviewBulkResult' });

export const ActionParams = z.strictObject({ actionId: Id });
