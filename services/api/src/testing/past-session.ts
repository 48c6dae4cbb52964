import { sql } from '@hadir/local-stack/testing';
import { addCourse, addSession, addStudent, giveConsent } from './seed.ts';
import type { TestApi } from './test-api.ts';

const MINUTE_MS = 60_000;

/** A course whose students were on its roster before everything else. */
export async function addOldCourse(api: TestApi, students: number) {
  const ids: string[] = [];
  for (let made = 0; made < students; made += 1) {
    const id = await addStudent(api.ask);
    await giveConsent(api.ask, id);
    ids.push(id);
  }
  const courseId = await addCourse(api.ask, ids);
  await sql(
    api.databaseUrl,
    `UPDATE roster_entries SET created_at = '2020-01-01' WHERE course_id = '${courseId}'`,
  );
  return { ids, courseId };
}

/** A session of the course that began so many minutes ago, or begins in so many if they are negative. */
export async function addPastSession(api: TestApi, courseId: string, startedAgo: number, minutes = 90) {
  const startsAt = Date.now() - startedAgo * MINUTE_MS;
  const times = {
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + minutes * MINUTE_MS).toISOString(),
  };
  const { id } = await addSession(api.ask, courseId, times);
  return { id, startsAt: new Date(startsAt), endsAt: new Date(times.endsAt) };
}
