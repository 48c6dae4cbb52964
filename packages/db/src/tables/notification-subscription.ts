import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** What a channel is told of: an event, of the whole campus or of one course, room or student. */
export type NotificationSubscription = {
  readonly id: string;
  readonly channelId: string;
  /** One of the api's names of events, such as `late`. */
  readonly event: string;
  /** `campus`, or `course:<id>` and so on: what the three ids say, in one value. */
  readonly scope: string;
  readonly courseId: string | null;
  readonly roomId: string | null;
  readonly studentId: string | null;
  readonly createdAt: Date;
};

export const notificationSubscriptionTable = new EntitySchema<NotificationSubscription>({
  name: 'NotificationSubscription',
  tableName: 'notification_subscriptions',
  columns: {
    id: uuid('id', primary),
    channelId: uuid('channel_id'),
    event: text('event', 32),
    scope: text('scope', 48),
    courseId: uuid('course_id', nullable),
    roomId: uuid('room_id', nullable),
    studentId: uuid('student_id', nullable),
    createdAt: moment('created_at'),
  },
});
