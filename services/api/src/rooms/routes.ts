import type { Route } from '@hadir/platform';
import { z } from 'zod';
import { crudRoutes } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { courseReaders } from '../shared/roles.ts';
import { Instant, line, PageQuery } from '../shared/schemas.ts';

const NewRoom = z.strictObject({ name: line(120) }).meta({ id: 'NewRoom' });
const Room = z.object({ id: z.uuid(), name: z.string(), createdAt: Instant }).meta({ id: 'Room' });

export function roomRoutes(deps: Pick<ApiDeps, 'database'>): Route[] {
  return crudRoutes(deps, {
    noun: 'room',
    plural: 'rooms',
    readers: courseReaders,
    order: 'by name',
    schemas: { query: PageQuery, create: NewRoom, change: NewRoom, row: Room },
    verbs: ({ rooms }) => rooms,
    removal: 'Refused while class sessions are held in it. Its devices stay, without a room.',
  });
}
