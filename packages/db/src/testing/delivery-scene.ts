import { sql } from '@hadir/local-stack/testing';
import type { DispatchBatch, Plan } from '../repositories/notifications/dispatch-events.ts';
import type { MigratedDatabase } from './open-test-database.ts';
import { admit, next, type Scene } from './scene.ts';

/** When the deliveries of these tests are due. */
export const now = new Date('2026-03-02T10:00:00Z');
export const soon = (ms: number): Date => new Date(now.getTime() + ms);

/** Every event to every channel, under one key or none. */
export const all =
  (groupKey: string | null, dueAt = now) =>
  ({ events, channels }: DispatchBatch): Plan => ({
    planned: events.flatMap(({ id: eventId }) =>
      [...channels.keys()].map((channelId) => ({ eventId, channelId, groupKey, dueAt })),
    ),
    dueNow: [],
  });

/** Channels, marks and claims in a database with a scene. */
export function deliveryScene(schema: MigratedDatabase, scene: Scene) {
  async function addChannel(perMinute = 60): Promise<string> {
    const channel = await schema.db.notificationChannels.create({
      name: `Channel ${next()}`,
      kind: 'webhook',
      language: 'en',
      mode: 'each',
      settings: {},
      credentials: null,
      quietFrom: null,
      quietUntil: null,
      perMinute,
    });
    await sql(
      schema.url,
      `UPDATE notification_channels SET next_send_at = '2026-01-01' WHERE id = '${channel.id}'`,
    );
    return channel.id;
  }

  async function mark(count: number): Promise<void> {
    const at = now;
    for (let one = 0; one < count; one++) {
      const { id: studentId } = await admit(schema.db, scene.courseId);
      await schema.db.attendance.recordFrame({
        session: scene.session,
        sightings: [],
        confirmations: [{ studentId, firstSeenAt: at, lastSeenAt: at, score: 1, evidenceKey: null }],
        decideStatus: () => 'present',
      });
    }
  }
  const claim = (at = now, staysOpen = false) =>
    schema.db.notificationDeliveries.claim({
      now: at,
      leaseMs: 60_000,
      limit: 8,
      staysOpen: () => staysOpen,
    });
  const count = async (what: string): Promise<number> =>
    Number(await sql(schema.url, `SELECT COUNT(*) FROM ${what}`));
  return { addChannel, mark, claim, count };
}
