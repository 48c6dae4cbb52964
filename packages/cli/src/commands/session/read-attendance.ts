import type { ApiClient } from '../../api/api-client.ts';
import { SessionAttendance } from '../../api/models.ts';

const LONGEST_PAGE = 200;

export type Attendance = Omit<SessionAttendance, 'nextCursor'>;
export type AttendanceItem = Attendance['items'][number];

/** A session with its whole roster and each one's record. */
export async function readAttendance(api: ApiClient, sessionId: string): Promise<Attendance> {
  const path = `/v1/sessions/${encodeURIComponent(sessionId)}/attendance`;
  const items: AttendanceItem[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await api.get(path, SessionAttendance, { limit: LONGEST_PAGE, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return { session: page.session, counts: page.counts, items };
    cursor = page.nextCursor;
  }
}
