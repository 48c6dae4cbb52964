import type { RoomTaken } from '@hadir/db';
import { AppError } from '@hadir/platform';

/** Names the session in the way, so that a person can look at it. */
export function roomTaken({ session, count }: RoomTaken): AppError {
  const { id, startsAt, endsAt } = session;
  const more = count > 1 ? `, and ${count - 1} more` : '';
  const message = `the room is taken by session ${id} from ${startsAt.toISOString()} to ${endsAt.toISOString()}${more}; choose another time or room, or send allowOverlap: true`;
  return new AppError('conflict', message, { field: 'roomId', reason: 'room-taken' });
}
