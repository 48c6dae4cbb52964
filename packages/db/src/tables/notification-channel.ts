import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const CHANNEL_KINDS = ['telegram', 'slack-webhook', 'slack-bot', 'webhook', 'email'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
export const CHANNEL_LANGUAGES = ['en', 'id'] as const;
export type ChannelLanguage = (typeof CHANNEL_LANGUAGES)[number];
/** `digest`: events that belong together become one message; `each`: every event is one of its own. */
export const CHANNEL_MODES = ['digest', 'each'] as const;
export type ChannelMode = (typeof CHANNEL_MODES)[number];

/** Where notices go. */
export type NotificationChannel = {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly language: ChannelLanguage;
  readonly mode: ChannelMode;
  /** What is no secret: a chat's id, addresses. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Sealed: a bot's token, a webhook's address, a signing secret. Null where there are none. */
  readonly credentials: Buffer | null;
  /** Minutes after midnight on the campus, both or neither; from 1320 until 360 goes across midnight. */
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  /** Messages at most. */
  readonly perMinute: number;
  /** Nothing is sent before: the rate, or what the other side asked for. */
  readonly nextSendAt: Date;
  readonly createdAt: Date;
  /** While set nothing is sent and nothing is collected. */
  readonly disabledAt: Date | null;
};

const minutes = (name: string) => ({ name, type: 'smallint', unsigned: true }) as const;

export const notificationChannelTable = new EntitySchema<NotificationChannel>({
  name: 'NotificationChannel',
  tableName: 'notification_channels',
  columns: {
    id: uuid('id', primary),
    name: text('name', 120),
    kind: oneOf('kind', CHANNEL_KINDS),
    language: oneOf('language', CHANNEL_LANGUAGES),
    mode: oneOf('mode', CHANNEL_MODES),
    settings: { name: 'settings', type: 'json' },
    credentials: { name: 'credentials', type: 'blob', nullable: true },
    quietFrom: { ...minutes('quiet_from'), nullable: true },
    quietUntil: { ...minutes('quiet_until'), nullable: true },
    perMinute: minutes('per_minute'),
    nextSendAt: moment('next_send_at'),
    createdAt: moment('created_at'),
    disabledAt: moment('disabled_at', nullable),
  },
});
