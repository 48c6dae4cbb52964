import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

/** The later one goes before the earlier where a presentation shows several. */
export const REVIEW_KINDS = [
  'unknown',
  'ambiguous',
  'engines-disagree',
  'not-on-roster',
  'spoof-suspected',
  'dispute',
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** `settled`: it needs nobody any more, for the person was recognised after all. */
export const REVIEW_STATES = ['open', 'done', 'ignored', 'settled'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What waits for a person: one presentation, or one dispute. Presentations of one unknown group stand together in lists. */
export type ReviewItem = {
  readonly id: string;
  readonly kind: ReviewKind;
  readonly state: ReviewState;
  readonly sessionId: string;
  readonly deviceId: string | null;
  /** A sighting of the presentation, one with a crop where there is one. */
  readonly sightingId: string | null;
  /** The sighting's own id, for a sighting that is of no presentation. */
  readonly presentationId: string | null;
  readonly unknownGroupId: string | null;
  readonly disputeId: string | null;
  /** Who it is by the campus's gallery, and is not on the roster. */
  readonly outsiderId: string | null;
  readonly outsiderScore: number | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** What was done about it last. */
  readonly actionId: string | null;
};

export const reviewItemTable = new EntitySchema<ReviewItem>({
  name: 'ReviewItem',
  tableName: 'review_items',
  columns: {
    id: uuid('id', primary),
    kind: oneOf('kind', REVIEW_KINDS),
    state: oneOf('state', REVIEW_STATES),
    sessionId: uuid('session_id'),
    deviceId: text('device_id', 32, nullable),
    sightingId: uuid('sighting_id', nullable),
    presentationId: uuid('presentation_id', nullable),
    unknownGroupId: uuid('unknown_group_id', nullable),
    disputeId: uuid('dispute_id', nullable),
    outsiderId: uuid('outsider_id', nullable),
    outsiderScore: { name: 'outsider_score', type: 'double', nullable: true },
    firstSeenAt: moment('first_seen_at'),
    lastSeenAt: moment('last_seen_at'),
    actionId: uuid('action_id', nullable),
  },
});
