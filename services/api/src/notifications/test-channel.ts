import { randomUUID } from 'node:crypto';
import type { EventFacts, NotificationChannel } from '@hadir/db';
import { type SecretBox, withDeadline } from '@hadir/platform';
import { WORDS } from './messages/words.ts';
import { openOutlet } from './outlets/open-outlet.ts';
import type { Outlets } from './outlets/outlet.ts';

type Deps = { readonly secrets: Pick<SecretBox, 'open'>; readonly outlets: Outlets };

const TEST_MS = 25_000;

/** Sends a message at once, past the outbox, quiet hours and the rate, and says what became of it. */
export async function testChannel(
  { secrets, outlets }: Deps,
  channel: NotificationChannel,
): Promise<{ readonly delivered: boolean; readonly error: string | null }> {
  const id = randomUUID();
  const parcel = {
    id,
    facts: [testFacts(id)],
    isGroup: false,
    message: { title: 'Hadir', lines: [WORDS[channel.language].test(channel.name)] },
    remoteRef: null,
  };
  try {
    const attempt = await withDeadline(openOutlet(channel, secrets, outlets)(parcel), TEST_MS, 'too slow');
    return attempt.kind === 'sent'
      ? { delivered: true, error: attempt.note }
      : { delivered: false, error: attempt.error };
  } catch {
    return { delivered: false, error: 'internal' };
  }
}

/** What a webhook is sent: an event that names nothing. */
function testFacts(id: string): EventFacts {
  const nothing = { courseId: null, courseCode: null, courseName: null, roomId: null, roomName: null };
  const nobody = {
    studentId: null,
    studentNumber: null,
    studentName: null,
    deviceId: null,
    deviceName: null,
  };
  const never = { sessionId: null, sessionStartsAt: null, sessionEndsAt: null };
  return { id, type: 'notification.test', at: new Date(), details: {}, ...nothing, ...nobody, ...never };
}
