import type { Ask } from './ask.ts';

let made = 0;

/** A student with a number that no other test has. */
export async function addStudent(ask: Ask, name = 'Siti'): Promise<string> {
  made += 1;
  const number = `S${String(made).padStart(6, '0')}`;
  const { body } = await ask('POST', '/v1/students', { json: { number, name } });
  return body.id;
}

export async function addRoom(ask: Ask): Promise<string> {
  made += 1;
  const { body } = await ask('POST', '/v1/rooms', { json: { name: `Room ${made}` } });
  return body.id;
}

export async function addCourse(
  ask: Ask,
  studentIds: readonly string[] = [],
  name = 'Algebra',
): Promise<string> {
  made += 1;
  const { body } = await ask('POST', '/v1/courses', { json: { code: `C${made}`, name } });
  if (studentIds.length > 0) {
    await ask('POST', `/v1/courses/${body.id}/roster`, { json: { studentIds } });
  }
  return body.id;
}

export type Times = { readonly startsAt: string; readonly endsAt: string };

const aLecture: Times = { startsAt: '2025-03-03T09:00', endsAt: '2025-03-03T10:40' };

export async function addSession(ask: Ask, courseId: string, times = aLecture) {
  const roomId = await addRoom(ask);
  const { body } = await ask('POST', '/v1/sessions', { json: { courseId, roomId, ...times } });
  return { id: String(body.id), roomId };
}

export async function giveConsent(ask: Ask, studentId: string): Promise<void> {
  await ask('PUT', `/v1/students/${studentId}/consent`, { json: { noticeVersion: '2025-01' } });
}

/** Every item of a list, asked for page by page. */
export async function walk(ask: Ask, path: string, limit: number): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`;
    const { body } = await ask('GET', path + query);
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return items;
}
