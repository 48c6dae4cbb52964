import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';

/** How long a device was heard of, and whether it saw the sessions of the room in which it stands now. */
export type DeviceUptime = {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly roomName: string | null;
  readonly revokedAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** Of the time since it was first heard of. */
  readonly knownSeconds: number;
  readonly onlineSeconds: number;
  /** Sessions of its room that are over, and those of them in which it saw a face. */
  readonly sessions: number;
  readonly sessionsSeen: number;
  readonly sightings: number;
};

export type DeviceSpan = { readonly from: Date; readonly to: Date; readonly roomId?: string | undefined };

const MOST_DEVICES = 1000;

/** By room and name; at most 1,000. */
export function deviceUptime(store: Store, span: DeviceSpan, now = new Date()): Promise<DeviceUptime[]> {
  return store.read(async (manager) => {
    const until = span.to < now ? span.to : now;
    const devices = await readDevices(manager, span, until);
    const heard = await readHeard(manager, span.from, until);
    return devices.map((device) => ({
      ...device,
      ...(heard.get(device.deviceId) ?? { knownSeconds: 0, onlineSeconds: 0 }),
      sessions: Number(device.sessions),
      sessionsSeen: Number(device.sessionsSeen),
      sightings: Number(device.sightings),
    }));
  });
}

type Seen = Omit<DeviceUptime, 'knownSeconds' | 'onlineSeconds'>;

function readDevices(manager: EntityManager, { from, roomId }: DeviceSpan, until: Date): Promise<Seen[]> {
  const held = "c.room_id = d.room_id AND c.status = 'scheduled' AND c.starts_at >= ? AND c.ends_at <= ?";
  return manager.query(
    `SELECT d.id AS deviceId, d.name AS deviceName, m.name AS roomName, d.revoked_at AS revokedAt,
            d.last_seen_at AS lastSeenAt,
            (SELECT COUNT(*) FROM class_sessions c WHERE ${held}) AS sessions,
            (SELECT COUNT(*) FROM class_sessions c WHERE ${held} AND EXISTS (
               SELECT 1 FROM sightings g WHERE g.device_id = d.id AND g.captured_at < c.ends_at
                 AND g.captured_at >= c.starts_at - INTERVAL c.opens_before_minutes MINUTE)) AS sessionsSeen,
            (SELECT COUNT(*) FROM sightings g WHERE g.device_id = d.id
               AND g.captured_at >= ? AND g.captured_at < ?) AS sightings
     FROM devices d LEFT JOIN rooms m ON m.id = d.room_id ${roomId === undefined ? '' : 'WHERE d.room_id = ?'}
     ORDER BY m.name, d.name, d.id LIMIT ${MOST_DEVICES}`,
    [from, until, from, until, from, until, ...(roomId === undefined ? [] : [roomId])],
  );
}

type Heard = Pick<DeviceUptime, 'knownSeconds' | 'onlineSeconds'>;

/** What the spans of each device share with the time from `from` to `until`. */
async function readHeard(manager: EntityManager, from: Date, until: Date): Promise<Map<string, Heard>> {
  const rows: { deviceId: string; known: string | null; online: string | null }[] = await manager.query(
    `SELECT device_id AS deviceId, SUM(seconds) AS known, SUM(IF(state = 'online', seconds, 0)) AS online FROM (
       SELECT device_id, state,
              TIMESTAMPDIFF(SECOND, GREATEST(from_at, ?), LEAST(COALESCE(to_at, ?), ?)) AS seconds
       FROM device_spans WHERE from_at < ? AND (to_at IS NULL OR to_at > ?)
     ) s GROUP BY device_id`,
    [from, until, until, until, from],
  );
  return new Map(
    rows.map(({ deviceId, known, online }) => [
      deviceId,
      { knownSeconds: Number(known), onlineSeconds: Number(online) },
    ]),
  );
}
