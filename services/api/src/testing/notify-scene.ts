import { randomUUID } from 'node:crypto';
import type { Confirmation } from '@hadir/db';
import type { Ask } from './ask.ts';
import { addCourse, addSession, addStudent, giveConsent } from './seed.ts';
import type { TestApi } from './test-api.ts';

/** A course with students who agreed, and a session in an hour that can be marked in. */
export async function addClass(ask: Ask, size: number, { name = 'Siti' } = {}) {
  const studentIds: string[] = [];
  for (let number = 0; number < size; number++) {
    const id = await addStudent(ask, number === 0 ? name : `Student ${number}`);
    await giveConsent(ask, id);
    studentIds.push(id);
  }
  const courseId = await addCourse(ask, studentIds);
  const session = await addSession(ask, courseId);
  return { courseId, sessionId: session.id, roomId: session.roomId, studentIds };
}

/** Marks as a matcher does. */
export async function markAs(
  { database }: Pick<TestApi, 'database'>,
  sessionId: string,
  studentIds: readonly string[],
  status: 'present' | 'late' = 'present',
): Promise<void> {
  const at = new Date('2025-03-03T02:12:00Z');
  const seen = { firstSeenAt: at, lastSeenAt: at, score: 0.9, evidenceKey: null };
  const confirmations: Confirmation[] = studentIds.map((studentId) => ({ studentId, ...seen }));
  await database.attendance.recordFrame({
    session: { id: sessionId },
    sightings: [],
    confirmations,
    decideStatus: () => status,
  });
}

/** Adds a channel, and subscribes it to events. */
export async function addChannel(
  ask: Ask,
  target: Readonly<Record<string, unknown>>,
  events: readonly string[],
  { scope = {}, ...more }: { readonly scope?: object; readonly [field: string]: unknown } = {},
): Promise<{ readonly id: string; readonly secret: string }> {
  const json = { name: `Channel ${randomUUID()}`, perMinute: 300, target, ...more };
  const { status, body, text } = await ask('POST', '/v1/notifications/channels', { json });
  if (status !== 201) throw new Error(text);
  for (const event of events) {
    const subscription = { channelId: body.channel.id, event, ...scope };
    const answer = await ask('POST', '/v1/notifications/subscriptions', { json: subscription });
    if (answer.status !== 201) throw new Error(answer.text);
  }
  return { id: body.channel.id, secret: body.secret };
}
