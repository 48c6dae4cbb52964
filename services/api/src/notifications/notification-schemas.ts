import { NOTIFICATION_EVENTS } from '@hadir/contracts';
import {
  CHANNEL_KINDS,
  CHANNEL_LANGUAGES,
  CHANNEL_MODES,
  DELIVERY_STATUSES,
  type NotificationChannel,
} from '@hadir/db';
import { z } from 'zod';
import { changeOf, Id, Instant, line, pageFields } from '../shared/schemas.ts';
import { Target } from './channel-target.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const QuietHours = z
  .strictObject({ from: Clock, until: Clock })
  .refine(({ from, until }) => from !== until, 'from and until must differ')
  .nullable()
  .describe(
    'By the campus’s clock, also across midnight: what comes meanwhile goes out afterwards, as one message.',
  );
const language = z.enum(CHANNEL_LANGUAGES);
const mode = z
  .enum(CHANNEL_MODES)
  .describe(
    '`digest`: what belongs together is one message; `each`: every event is one, as webhooks have it unless told.',
  );
const perMinute = z.int().min(1).max(300).describe('Messages at most.');

export const NewChannel = z
  .strictObject({
    name: line(120),
    language: language.default('en'),
    mode: mode.optional(),
    quietHours: QuietHours.default(null),
    perMinute: perMinute.default(20),
    target: Target,
  })
  .meta({ id: 'NewNotificationChannel' });
export type NewChannel = z.output<typeof NewChannel>;

export const ChannelChange = changeOf(
  z.strictObject({
    name: line(120),
    language,
    mode,
    quietHours: QuietHours,
    perMinute,
    enabled: z.boolean().describe('While off nothing is sent, and events that happen are not kept for it.'),
    target: Target.describe(
      'In place of the one before, of the same kind; a webhook without a secret gets a new one.',
    ),
  }),
).meta({ id: 'NotificationChannelChange' });
export type ChannelChange = z.output<typeof ChannelChange>;

export const Channel = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    language,
    mode,
    quietHours: QuietHours,
    perMinute,
    enabled: z.boolean(),
    settings: z
      .record(z.string(), z.unknown())
      .describe('What is no secret: a chat’s id, addresses. Tokens and webhooks’ addresses are never told.'),
    nextSendAt: Instant.describe('Nothing is sent before: the rate, or what the other side asked for.'),
    createdAt: Instant,
  })
  .meta({ id: 'NotificationChannel' });

export const ChannelWithSecret = z
  .object({
    channel: Channel,
    secret: z
      .string()
      .nullable()
      .describe('`whsec_…`, with which a webhook’s receiver checks signatures. Shown this once.'),
  })
  .meta({ id: 'NotificationChannelWithSecret' });

export const TestResult = z
  .object({ delivered: z.boolean(), error: z.string().nullable() })
  .meta({ id: 'NotificationTestResult' });

export const NewSubscription = z
  .strictObject({
    channelId: Id,
    event: z.enum(NOTIFICATION_EVENTS),
    courseId: Id.optional(),
    roomId: Id.optional(),
    studentId: Id.optional(),
  })
  .refine(
    ({ courseId, roomId, studentId }) => [courseId, roomId, studentId].filter(Boolean).length <= 1,
    'name one of courseId, roomId and studentId, or none for the whole campus',
  )
  .meta({ id: 'NewNotificationSubscription' });

export const Subscription = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    event: z.string(),
    courseId: z.uuid().nullable(),
    roomId: z.uuid().nullable(),
    studentId: z.uuid().nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'NotificationSubscription' });
export const SubscriptionQuery = z.strictObject({ ...pageFields, channelId: Id.optional() });

export const Delivery = z
  .object({
    id: z.uuid().describe('Also the `webhook-id` and the Message-ID of every attempt.'),
    channelId: z.uuid(),
    status: z.enum(DELIVERY_STATUSES),
    events: z.int().describe('How many were put into it.'),
    dueAt: Instant,
    attempts: z.int(),
    lastError: z.string().nullable(),
    createdAt: Instant,
    sentAt: Instant.nullable(),
    updatedAt: Instant,
  })
  .meta({ id: 'NotificationDelivery' });
export const DeliveryQuery = z.strictObject({
  ...pageFields,
  channelId: Id.optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
});
export const GivenUpQuery = DeliveryQuery.omit({ status: true });

export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function clockOf(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What the api tells of a channel. */
export function channelView(channel: NotificationChannel): z.output<typeof Channel> {
  const { credentials: _sealed, quietFrom, quietUntil, disabledAt, ...rest } = channel;
  const quiet = quietFrom === null || quietUntil === null;
  return {
    ...rest,
    settings: { ...channel.settings },
    quietHours: quiet ? null : { from: clockOf(quietFrom), until: clockOf(quietUntil) },
    enabled: disabledAt === null,
  };
}
