import type { Store } from '../../connection/store.ts';
import { MissingReference } from '../../errors.ts';
import { attendanceTable } from '../../tables/attendance-record.ts';
import { type ClassSession, sessionTable } from '../../tables/class-session.ts';
import type { ClosingRules } from './closing-rules.ts';
import { holdSession } from './hold-session.ts';
import { withdrawAbsences } from './withdraw-absences.ts';

export type Reopening = {
  readonly sessionId: string;
  /** The clock leaves it open until then. */
  readonly until: Date;
  readonly actor: string;
  readonly reason: string;
  readonly rules: ClosingRules;
};
export type ReopenedSession = { readonly session: ClassSession; readonly withdrawn: number };

/**
 * Takes the closing of a session back: what it wrote, absences and excuses, goes until the session is closed again; what cameras
 * saw and people decided stays. Undefined for a session that is not closed. Throws MissingReference on `sessionId`.
 */
export function reopenSession(store: Store, reopening: Reopening): Promise<ReopenedSession | undefined> {
  return store.write(async (manager) => {
    const { sessionId, until } = reopening;
    const session = await holdSession(manager, sessionId);
    if (!session) throw new MissingReference('sessionId');
    if (session.closedAt === null) return undefined;
    const withdrawn = await withdrawAbsences(manager, session, reopening);
    await manager.update(attendanceTable, { sessionId }, { leftEarly: null });
    const open = { closedAt: null, keptOpenUntil: until };
    await manager.update(sessionTable, { id: sessionId }, open);
    return { session: { ...session, ...open }, withdrawn };
  });
}
