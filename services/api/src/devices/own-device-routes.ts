import { defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { devices } from '../shared/roles.ts';
import { Instant } from '../shared/schemas.ts';

const OwnSession = z.object({ id: z.uuid(), startsAt: Instant, endsAt: Instant });

const OwnDevice = z
  .object({
    id: z.string(),
    name: z.string(),
    room: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    session: OwnSession.nullable().describe('That is open in the room now.'),
    nextSession: OwnSession.nullable().describe('That starts next in the room.'),
  })
  .meta({ id: 'OwnDevice' });

/** What a device with an API key of its own may know: where it is, and when it is needed. */
export function ownDeviceRoutes({ database }: Pick<ApiDeps, 'database'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/device',
      summary: 'Read the own device, its room and its sessions',
      tags: ['device'],
      roles: devices,
      schemas: { response: OwnDevice },
      refusals: ['not-found'],
      handle: async (_input, { actor }) => {
        const device = found(
          (actor.deviceId && (await database.devices.find(actor.deviceId))) || undefined,
          'device',
        );
        const { id, name, roomId } = device;
        if (!roomId) return { id, name, room: null, session: null, nextSession: null };
        const now = new Date();
        const [room, session, next] = await Promise.all([
          database.rooms.find(roomId),
          database.sessions.openAt(roomId, now),
          database.sessions.list({ roomId, from: now, status: 'scheduled', limit: 1 }),
        ]);
        return { id, name, room: room ?? null, session: session ?? null, nextSession: next.items[0] ?? null };
      },
    }),
  ];
}
