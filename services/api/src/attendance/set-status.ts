import { type AttendanceRecord, type AttendanceStatus, type Database, MissingReference } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import { found } from '../shared/found.ts';

type ManualStatus = { readonly status: AttendanceStatus; readonly reason: string };
type Whose = { readonly sessionId: string; readonly studentId: string };

/** Sets a status by hand; who did it, what it was before and why stay in the audit log. */
export async function setStatus(
  { database }: { readonly database: Pick<Database, 'transaction'> },
  { sessionId, studentId }: Whose,
  { status, reason }: ManualStatus,
  actor: Actor,
): Promise<AttendanceRecord> {
  try {
    return await database.transaction(async ({ attendance, audit }) => {
      const record = await attendance.setManual(sessionId, studentId, status, actorName(actor));
      await audit.append({
        actor: actorName(actor),
        action: 'attendance.explain',
        subjectType: 'attendance-record',
        subjectId: record.id,
        details: { sessionId, studentId, reason },
      });
      return record;
    });
  } catch (error) {
    if (!(error instanceof MissingReference)) throw error;
    return found<AttendanceRecord>(
      undefined,
      error.field === 'sessionId' ? 'session' : 'student on the roster',
    );
  }
}
