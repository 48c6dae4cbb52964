import type { EventFacts } from '@hadir/db';

/** As Standard Webhooks has it: a type, when it happened, and what. */
export type WebhookPayload = {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Ids and figures, with people's names only where the channel was set so. Several events are one `notification.digest`. */
export function webhookPayload(
  facts: readonly EventFacts[],
  { isGroup, includeNames }: { readonly isGroup: boolean; readonly includeNames: boolean },
): WebhookPayload {
  const events = facts.map((one) => eventOf(one, includeNames));
  const last = events.at(-1);
  if (last && !isGroup && events.length === 1) return last;
  return {
    type: 'notification.digest',
    timestamp: last?.timestamp ?? new Date().toISOString(),
    data: { total: facts.length, events },
  };
}

function eventOf(facts: EventFacts, includeNames: boolean): WebhookPayload {
  const { id, type, at, details, courseId, roomId, sessionId, studentId, deviceId } = facts;
  // A person wrote the reason of a cancellation, and may have named somebody.
  const told = type === 'session.cancelled' && !includeNames ? {} : details;
  const ids = { eventId: id, courseId, roomId, sessionId, studentId, deviceId };
  const data = { ...ids, ...told, ...(includeNames ? namesOf(facts) : {}) };
  return { type, timestamp: at.toISOString(), data };
}

function namesOf(facts: EventFacts): Record<string, unknown> {
  const { studentNumber, studentName, courseCode, courseName, roomName, deviceName } = facts;
  const sessionStartsAt = facts.sessionStartsAt?.toISOString() ?? null;
  return { studentNumber, studentName, courseCode, courseName, roomName, deviceName, sessionStartsAt };
}
