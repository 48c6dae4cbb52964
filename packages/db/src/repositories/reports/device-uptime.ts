import type { Store } from '../../connection/store.ts';

/** How far a device was there for the sessions of the room in which it stands now. */
export type DeviceUptime = {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly roomName: string | null;
  readonly revokedAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** Sessions of its room that are over, and those of them in which it saw a face. */
  readonly sessions: number;
  readonly sessionsSeen: number;
  readonly sightings: number;
  /** Hours in which it saw a face at all. */
  readonly activeHours: number;
};

export type DeviceSpan = { readonly from: Date; readonly to: Date; readonly roomId?: string | undefined };

const MOST_DEVICES = 1000;

/** By room and name; at most 1,000. */
export async function deviceUptime(store: Store, { from, to, roomId }: DeviceSpan, now = new Date()) {
  const until = to < now ? to : now;
  const inRoom = roomId === undefined ? '' : 'WHERE d.room_id = ?';
  const rows: (DeviceUptime & Record<string, unknown>)[] = await store.read((manager) =>
    manager.query(
      `SELECT d.id AS deviceId, d.name AS deviceName, m.name AS roomName, d.revoked_at AS revokedAt,
              d.last_seen_at AS lastSeenAt,
              (SELECT COUNT(*) FROM class_sessions c WHERE c.room_id = d.room_id AND c.status = 'scheduled'
                 AND c.starts_at >= ? AND c.ends_at <= ?) AS sessions,
              (SELECT COUNT(*) FROM class_sessions c WHERE c.room_id = d.room_id AND c.status = 'scheduled'
                 AND c.starts_at >= ? AND c.ends_at <= ? AND EXISTS (
                   SELECT 1 FROM sightings g WHERE g.device_id = d.id AND g.captured_at >=
                     c.starts_at - INTERVAL c.opens_before_minutes MINUTE AND g.captured_at < c.ends_at)) AS sessionsSeen,
              (SELECT COUNT(*) FROM sightings g WHERE g.device_id = d.id
                 AND g.captured_at >= ? AND g.captured_at < ?) AS sightings,
              (SELECT COUNT(DISTINCT DATE_FORMAT(g.captured_at, '%Y-%m-%d %H')) FROM sightings g
                 WHERE g.device_id = d.id AND g.captured_at >= ? AND g.captured_at < ?) AS activeHours
       FROM devices d LEFT JOIN rooms m ON m.id = d.room_id ${inRoom}
       ORDER BY m.name, d.name, d.id LIMIT ${MOST_DEVICES}`,
      [...[from, until], ...[from, until], ...[from, to], ...[from, to], ...(roomId ? [roomId] : [])],
    ),
  );
  return rows.map(
    (row): DeviceUptime => ({
      ...row,
      sessions: Number(row.sessions),
      sessionsSeen: Number(row.sessionsSeen),
      sightings: Number(row.sightings),
      activeHours: Number(row.activeHours),
    }),
  );
}
