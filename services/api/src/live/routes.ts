import type { LiveEvent } from '@hadir/contracts';
import { type Actor, defineRoute, type Route, type Streamed } from '@hadir/platform';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders, readers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { eventStream } from './event-stream.ts';
import { readLastEventId } from './watch-live.ts';

type Deps = Pick<ApiDeps, 'database' | 'watchLive'>;

const tags = ['live'];
const stream = 'Server-sent events. Each has a type, an id, and one LiveEvent as JSON.';
const LiveQuery = z.strictObject({
  lastEventId: z
    .string()
    .max(40)
    .optional()
    .describe('As the header Last-Event-ID, where it cannot be sent.'),
});

/** Devices of one room whose state its sessions' pages are told. */
const MOST_DEVICES = 100;

export function liveRoutes(deps: Deps): Route[] {
  return [campusRoute(deps), sessionRoute(deps)];
}

function campusRoute({ watchLive }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/live',
    summary: 'Watch the campus: sightings, marks, sessions, devices, the queue',
    description:
      'Goes on after the event that the header `Last-Event-ID` names. `ready` comes first; `missed` tells that events which were missed ' +
      'are not kept any more. The stream ends after 15 minutes, and a page comes back by itself.',
    tags,
    roles: readers,
    schemas: { query: LiveQuery },
    streams: { 'text/event-stream': stream },
    refusals: ['too-many-requests', 'unavailable'],
    handle: async ({ query }, context) => follow(watchLive, () => true, query, context),
  });
}

function sessionRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sessions/:id/live',
    summary: 'Watch one session: its sightings and marks, the devices of its room, the queue',
    tags,
    roles: courseReaders,
    schemas: { params: IdParams, query: LiveQuery },
    streams: { 'text/event-stream': stream },
    refusals: ['not-found', 'too-many-requests', 'unavailable'],
    handle: async ({ params: { id }, query }, context) => {
      const session = found(await deps.database.sessions.find(id), 'session');
      await assertOwnCourse(deps, context.actor, session.courseId);
      const { items } = await deps.database.devices.list({ roomId: session.roomId, limit: MOST_DEVICES });
      const devices = new Set(items.map((device) => device.id));
      return follow(deps.watchLive, (event) => concerns(event, id, devices), query, context);
    },
  });
}

function follow(
  watchLive: Deps['watchLive'],
  isWanted: (event: LiveEvent) => boolean,
  query: z.output<typeof LiveQuery>,
  { actor, req, res }: { readonly actor: Actor; readonly req: Request; readonly res: Response },
): Streamed {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const after = readLastEventId(req.get('last-event-id') ?? query.lastEventId);
  return eventStream(
    watchLive({ who: actorName(actor), after, gone: gone.signal, concerns: ({ event }) => isWanted(event) }),
  );
}

function concerns(event: LiveEvent, sessionId: string, devices: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'queue':
      return true;
    case 'device':
      return devices.has(event.deviceId);
    case 'outcome':
      return event.outcome.sessionId === sessionId;
    default:
      return event.sessionId === sessionId;
  }
}
