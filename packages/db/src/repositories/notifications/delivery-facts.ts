import type { Store } from '../../connection/store.ts';
import type { EventDetails } from '../../tables/outbox-event.ts';

/** An event with what people call the things that it names; null where there is no such thing, or no longer. */
export type EventFacts = {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly details: EventDetails;
  readonly courseId: string | null;
  readonly courseCode: string | null;
  readonly courseName: string | null;
  readonly roomId: string | null;
  readonly roomName: string | null;
  readonly sessionId: string | null;
  readonly sessionStartsAt: Date | null;
  readonly sessionEndsAt: Date | null;
  readonly studentId: string | null;
  readonly studentNumber: string | null;
  readonly studentName: string | null;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
};

/** More than a message can show; the newest are read. */
const MOST_EVENTS = 1000;

/** The events of a delivery as they are now, in the order in which they happened; at most its newest 1,000. */
export function deliveryFacts(store: Store, deliveryId: string): Promise<EventFacts[]> {
  return store.read(async (manager) => {
    const rows: (EventFacts & { details: unknown })[] = await manager.query(
      `SELECT e.id, e.type, e.at, e.details, e.session_id AS sessionId, e.student_id AS studentId, e.device_id AS deviceId,
              COALESCE(e.course_id, s.course_id) AS courseId, c.code AS courseCode, c.name AS courseName,
              COALESCE(e.room_id, s.room_id, d.room_id) AS roomId, r.name AS roomName,
              s.starts_at AS sessionStartsAt, s.ends_at AS sessionEndsAt,
              p.number AS studentNumber, p.name AS studentName, d.name AS deviceName
       FROM notification_items i
       JOIN outbox_events e ON e.id = i.event_id
       LEFT JOIN class_sessions s ON s.id = e.session_id
       LEFT JOIN devices d ON d.id = e.device_id
       LEFT JOIN courses c ON c.id = COALESCE(e.course_id, s.course_id)
       LEFT JOIN rooms r ON r.id = COALESCE(e.room_id, s.room_id, d.room_id)
       LEFT JOIN students p ON p.id = e.student_id
       WHERE i.delivery_id = ? ORDER BY e.id DESC LIMIT ?`,
      [deliveryId, MOST_EVENTS],
    );
    return rows.toReversed().map((row) => ({ ...row, details: parsed(row.details) }));
  });
}

/** MariaDB gives JSON as text, MySQL as what it holds. */
function parsed(details: unknown): EventDetails {
  return (typeof details === 'string' ? JSON.parse(details) : details) as EventDetails;
}
