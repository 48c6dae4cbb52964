import type { ClassSession, Repositories } from '@hadir/db';
import { findOverlaps } from '@hadir/domain';
import type { CalendarItem, CalendarProblem } from './calendar-problem.ts';
import type { ImportStep } from './plan-import.ts';

type Held = {
  readonly roomId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Of what the file brings; null for what is here and stays. */
  readonly item: CalendarItem | null;
  readonly name: string;
};

/** Rooms that would have two sessions at once, one of them at least from the file. */
export async function findClashes(
  { sessions }: Pick<Repositories, 'sessions'>,
  steps: readonly ImportStep[],
): Promise<CalendarProblem[]> {
  const coming = steps.flatMap(heldBy);
  if (coming.length === 0) return [];
  const touched = new Set(steps.flatMap(touchedBy));
  const from = new Date(Math.min(...coming.map(({ startsAt }) => startsAt.getTime())));
  const to = new Date(Math.max(...coming.map(({ endsAt }) => endsAt.getTime())));
  const rooms = [...new Set(coming.map(({ roomId }) => roomId))];
  const staying = (await sessions.heldIn(rooms, { from, to }))
    .filter(({ id }) => !touched.has(id))
    .map((session) => ({ ...session, item: null, name: `session ${session.id}` }));
  return rooms.flatMap((roomId) => {
    const inRoom = [...coming, ...staying].filter((held) => held.roomId === roomId);
    return findOverlaps<Held>(inRoom).flatMap(([one, other]) => problemOf(one, other));
  });
}

function problemOf(one: Held, other: Held): CalendarProblem[] {
  const [from, against] = other.item ? [other, one] : [one, other];
  if (!from.item) return [];
  const when = `${against.startsAt.toISOString()} to ${against.endsAt.toISOString()}`;
  return [
    {
      uid: from.item.uid,
      recurrence: from.item.recurrence || null,
      code: 'room-taken',
      message: `at ${from.startsAt.toISOString()} its room has ${against.name} from ${when}`,
    },
  ];
}

function heldBy(step: ImportStep): Held[] {
  if (step.kind !== 'create' && step.kind !== 'change') return [];
  const { item, roomId } = step.wanted;
  return [{ roomId, startsAt: item.startsAt, endsAt: item.endsAt, item, name: `the event ${item.uid}` }];
}

/** Sessions that will no longer be where they are. */
function touchedBy(step: ImportStep): ClassSession['id'][] {
  if (step.kind === 'withdraw') return [step.pair.session.id];
  return step.kind === 'change' || step.kind === 'cancel' ? [step.session.id] : [];
}
