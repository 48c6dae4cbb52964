import { AppError } from '@hadir/platform';
import { toMoment } from '../shared/campus-time.ts';

const LONGEST_MS = 24 * 60 * 60 * 1000;

export type Times = { readonly startsAt: Date; readonly endsAt: Date };
type GivenTimes = { readonly startsAt?: string | undefined; readonly endsAt?: string | undefined };

/** The times of a session after a change: those given, else those it has. Throws `AppError('bad-request')`. */
export function sessionTimes(given: GivenTimes, timeZone: string, current?: Times): Times {
  const startsAt = given.startsAt ? toMoment(given.startsAt, timeZone, 'startsAt') : current?.startsAt;
  const endsAt = given.endsAt ? toMoment(given.endsAt, timeZone, 'endsAt') : current?.endsAt;
  if (!startsAt || !endsAt) throw new Error('a session without times');
  const lastsMs = endsAt.getTime() - startsAt.getTime();
  if (lastsMs <= 0) throw refused('must be after startsAt');
  if (lastsMs > LONGEST_MS) throw refused('must be at most 24 hours after startsAt');
  return { startsAt, endsAt };
}

function refused(rule: string): AppError {
  return new AppError('bad-request', `endsAt: ${rule}`, { field: 'endsAt' });
}
