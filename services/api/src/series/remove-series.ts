import { addDays } from '@hadir/domain';
import type { Actor } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { toCampusTime } from '../shared/campus-time.ts';
import { found } from '../shared/found.ts';
import { counted, publishPlaced, type SeriesDeps } from './place.ts';

/** Takes away the sessions that have not begun. The series goes with them, or has ended when some of its sessions stay. */
export async function removeSeries(deps: SeriesDeps, id: string, actor: Actor) {
  const { database, timeZone } = deps;
  const now = new Date();
  const deed = { actor, action: 'series.remove', subject: id };
  const removed = await audited(database, deed, async ({ series }) => {
    const current = await series.hold(id);
    if (!current) return undefined;
    const placed = await series.place(current, { days: [], rule: NO_RULE, now });
    const kept = await series.countSessions(id);
    if (kept === 0) await series.remove(id);
    else {
      // Ended before it began, when none of its days has come: nothing makes them again.
      const yesterday = addDays(toCampusTime(now, timeZone).slice(0, 10), -1);
      if (yesterday < current.toOn) await series.update(id, { toOn: yesterday });
    }
    return { placed, kept };
  });
  const { placed, kept } = found(removed, 'series');
  await publishPlaced(deps, placed);
  return { sessions: counted(placed), kept };
}

/** Nothing is made, so nothing takes a rule. */
const NO_RULE = {
  opensBeforeMinutes: 0,
  lateAfterMinutes: 0,
  closesAfterMinutes: null,
  earlyLeaveMinutes: null,
  requiredSightings: null,
};
