import type { EventType, NotificationEvent } from '@hadir/contracts';
import type { EventSession, NotificationSubscription, OutboxEvent } from '@hadir/db';

/** Which events of the outbox each name means. */
const TYPES = {
  marked: 'attendance.marked',
  late: 'attendance.marked',
  absent: 'attendance.absent',
  'session-closed': 'session.closed',
  'unknown-face': 'face.unknown',
  'device-offline': 'device.offline',
  'device-online': 'device.online',
  'at-risk': 'student.at-risk',
  'session-cancelled': 'session.cancelled',
  'session-moved': 'session.moved',
  'dispute-opened': 'dispute.opened',
  'dispute-answered': 'dispute.answered',
} as const satisfies Record<NotificationEvent, EventType>;

const typeOf: Readonly<Record<string, string>> = TYPES;

/** Whether the subscription asks for the event; where the event names no course or room, those of its session count. */
export function isAskedFor(
  { event: name, courseId, roomId, studentId }: NotificationSubscription,
  event: OutboxEvent,
  session: EventSession | undefined,
): boolean {
  if (typeOf[name] !== event.type || !hasStatus(name, event.details.status)) return false;
  if (courseId !== null) return courseId === (event.courseId ?? session?.courseId);
  if (roomId !== null) return roomId === (event.roomId ?? session?.roomId);
  return studentId === null || studentId === event.studentId;
}

function hasStatus(name: string, status: unknown): boolean {
  if (name === 'marked') return status === 'present' || status === 'late';
  return name !== 'late' || status === 'late';
}
