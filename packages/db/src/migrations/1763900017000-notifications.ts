import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const channels = `CREATE TABLE IF NOT EXISTS notification_channels (
  id            ${ID}         NOT NULL,
  name          VARCHAR(120)  NOT NULL,
  kind          ENUM ('telegram', 'slack-webhook', 'slack-bot', 'webhook', 'email') NOT NULL,
  language      ENUM ('en', 'id') NOT NULL,
  mode          ENUM ('digest', 'each') NOT NULL,
  settings      JSON          NOT NULL,
  credentials   BLOB          NULL,
  quiet_from    SMALLINT UNSIGNED NULL,
  quiet_until   SMALLINT UNSIGNED NULL,
  per_minute    SMALLINT UNSIGNED NOT NULL,
  next_send_at  ${AT}         NOT NULL,
  created_at    ${AT}         NOT NULL,
  disabled_at   ${AT}         NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_notification_channels__name (name)
) ${TABLE}`;

const reference = (column: string, table: string) =>
  `CONSTRAINT fk_notification_subscriptions__${column} FOREIGN KEY (${column}) REFERENCES ${table} (id) ON DELETE CASCADE`;

/** Column scope: campus, or the kind and the id of the one that is referred to. */
const subscriptions = `CREATE TABLE IF NOT EXISTS notification_subscriptions (
  id          ${ID}        NOT NULL,
  channel_id  ${ID}        NOT NULL,
  event       ${ascii(32)} NOT NULL,
  scope       ${ascii(48)} NOT NULL,
  course_id   ${ID}        NULL,
  room_id     ${ID}        NULL,
  student_id  ${ID}        NULL,
  created_at  ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_notification_subscriptions__scope (channel_id, event, scope),
  KEY ix_notification_subscriptions__event (event),
  KEY ix_notification_subscriptions__course_id (course_id),
  KEY ix_notification_subscriptions__room_id (room_id),
  KEY ix_notification_subscriptions__student_id (student_id),
  ${reference('channel_id', 'notification_channels')},
  ${reference('course_id', 'courses')},
  ${reference('room_id', 'rooms')},
  ${reference('student_id', 'students')}
) ${TABLE}`;

const deliveries = `CREATE TABLE IF NOT EXISTS notification_deliveries (
  id                ${ID}         NOT NULL,
  channel_id        ${ID}         NOT NULL,
  group_key         ${ascii(120)} NULL,
  status            ENUM ('waiting', 'sent', 'given-up', 'dismissed') NOT NULL,
  revision          INT UNSIGNED  NOT NULL,
  due_at            ${AT}         NOT NULL,
  lease             ${ID}         NULL,
  leased_until      ${AT}         NULL,
  attempts          INT UNSIGNED  NOT NULL,
  first_attempt_at  ${AT}         NULL,
  remote_ref        VARCHAR(255)  NULL,
  last_error        VARCHAR(200)  NULL,
  created_at        ${AT}         NOT NULL,
  sent_at           ${AT}         NULL,
  updated_at        ${AT}         NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_notification_deliveries__group_key (channel_id, group_key),
  KEY ix_notification_deliveries__due_at (status, due_at),
  KEY ix_notification_deliveries__id (status, id),
  KEY ix_notification_deliveries__channel_id (channel_id, status, id),
  CONSTRAINT fk_notification_deliveries__channel_id FOREIGN KEY (channel_id)
    REFERENCES notification_channels (id) ON DELETE CASCADE
) ${TABLE}`;

/** An event goes to a channel once, whatever number of subscriptions ask for it. */
const items = `CREATE TABLE IF NOT EXISTS notification_items (
  delivery_id  ${ID} NOT NULL,
  event_id     ${ID} NOT NULL,
  channel_id   ${ID} NOT NULL,
  PRIMARY KEY (delivery_id, event_id),
  UNIQUE KEY uq_notification_items__event_id (event_id, channel_id),
  CONSTRAINT fk_notification_items__delivery_id FOREIGN KEY (delivery_id)
    REFERENCES notification_deliveries (id) ON DELETE CASCADE,
  CONSTRAINT fk_notification_items__event_id FOREIGN KEY (event_id) REFERENCES outbox_events (id) ON DELETE CASCADE
) ${TABLE}`;

/** Whom to tell of what, and what became of it. Deliveries name events by their ids, and hold no text. */
export const notifications = sqlMigration('Notifications', 1763900017000, {
  up: [channels, subscriptions, deliveries, items],
  down: ['items', 'deliveries', 'subscriptions', 'channels'].map(
    (name) => `DROP TABLE IF EXISTS notification_${name}`,
  ),
});
