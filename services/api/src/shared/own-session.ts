import type { ClassSession, Database, Sighting } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { found } from './found.ts';
import { assertOwnCourse } from './own-courses.ts';

type SessionDeps = { readonly database: Pick<Database, 'sessions' | 'courseLecturers'> };
type SightingDeps = { readonly database: Pick<Database, 'sessions' | 'sightings' | 'courseLecturers'> };

/** The session; throws AppError 'not-found', or 'forbidden' for a lecturer of other courses. */
export async function ownSession(deps: SessionDeps, actor: Actor, id: string): Promise<ClassSession> {
  const session = found(await deps.database.sessions.find(id), 'session');
  await assertOwnCourse(deps, actor, session.courseId);
  return session;
}

/** The sighting; throws as `ownSession` does. */
export async function ownSighting(deps: SightingDeps, actor: Actor, id: string): Promise<Sighting> {
  const sighting = found((await deps.database.sightings.find(id)) ?? undefined, 'sighting');
  if (actor.role === 'lecturer') await ownSession(deps, actor, sighting.sessionId);
  return sighting;
}
