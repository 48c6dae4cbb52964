import type { Database } from '@hadir/db';
import type { Route } from '@hadir/platform';
import { toMoment } from '../shared/campus-time.ts';
import { crudRoutes } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { ClassSession, NewSession, SessionChange, SessionQuery } from './session-schemas.ts';
import { sessionTimes } from './session-times.ts';

export function sessionRoutes(deps: Pick<ApiDeps, 'database' | 'timeZone'>): Route[] {
  return crudRoutes(deps, {
    noun: 'session',
    plural: 'sessions',
    order: 'by start',
    schemas: { query: SessionQuery, create: NewSession, change: SessionChange, row: ClassSession },
    verbs: ({ sessions }) => sessionVerbs(sessions, deps.timeZone),
    removal: 'Refused once it has sightings or attendance records.',
  });
}

/** The repository's verbs with moments as people give them. */
function sessionVerbs(sessions: Database['sessions'], timeZone: string) {
  return {
    find: sessions.find,
    remove: sessions.remove,
    list: ({ from, to, ...rest }: SessionQuery) =>
      sessions.list({
        ...rest,
        from: from === undefined ? undefined : toMoment(from, timeZone, 'from'),
        to: to === undefined ? undefined : toMoment(to, timeZone, 'to'),
      }),
    create: (session: NewSession) => sessions.create({ ...session, ...sessionTimes(session, timeZone) }),
    update: async (id: string, change: SessionChange) => {
      const current = await sessions.find(id);
      if (!current) return undefined;
      return sessions.update(id, { ...change, ...sessionTimes(change, timeZone, current) });
    },
  };
}
