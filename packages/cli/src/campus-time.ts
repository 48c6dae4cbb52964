import { DateTime, IANAZone } from 'luxon';
import { CliError, UsageError } from './cli-error.ts';

/** People read and type times of the campus; everything else is UTC. */
export type CampusTime = {
  readonly zone: string;
  /** `2026-11-22 13:00` in the campus time zone, an ISO 8601 time with an offset, or `now`. */
  parse(text: string): Date;
  /** As `parse`, or a day (`2026-11-22`, `today`), which means its first moment. */
  parseDayOrTime(text: string): Date;
  /** `Sun 22 Nov 2026 13:00` */
  dateTime(at: Date | string | null): string | null;
  /** `13:00` */
  hourMinute(at: Date | string | null): string | null;
  /** `13:00:07` */
  time(at: Date | string | null): string | null;
};

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/;
const HOW = 'Write it as 2026-11-22 13:00, as 2026-11-22T13:00+07:00, or now.';

export function createCampusTime(zone: string): CampusTime {
  if (!IANAZone.isValidZone(zone)) {
    throw new CliError(
      'bad-time-zone',
      `"${zone}" is no time zone.`,
      'Set CAMPUS_TIME_ZONE to an IANA name such as Asia/Jakarta.',
    );
  }
  const at = (value: Date | string): DateTime =>
    (typeof value === 'string' ? DateTime.fromISO(value) : DateTime.fromJSDate(value)).setZone(zone, {
      keepLocalTime: false,
    });
  return {
    zone,
    parse: (text) => parse(text.trim(), zone),
    parseDayOrTime: (text) => parseDay(text.trim(), zone) ?? parse(text.trim(), zone),
    dateTime: (value) =>
      value === null ? null : at(value).toFormat('ccc d LLL yyyy HH:mm', { locale: 'en' }),
    hourMinute: (value) => (value === null ? null : at(value).toFormat('HH:mm')),
    time: (value) => (value === null ? null : at(value).toFormat('HH:mm:ss')),
  };
}

function parseDay(text: string, zone: string): Date | undefined {
  const day = text === 'today' ? DateTime.now().setZone(zone) : DateTime.fromISO(text, { zone });
  const isDay = text === 'today' || (/^\d{4}-\d{2}-\d{2}$/.test(text) && day.isValid);
  return isDay ? day.startOf('day').toJSDate() : undefined;
}

function parse(text: string, zone: string): Date {
  if (text === 'now') return new Date();
  const local = LOCAL.exec(text);
  return local ? parseLocal(local, zone) : parseWithOffset(text);
}

function parseLocal([text, day, minute, second = '']: RegExpExecArray, zone: string): Date {
  const wanted = `${day}T${minute}${second}`;
  const found = DateTime.fromISO(wanted, { zone });
  if (!found.isValid) throw new UsageError(`"${text}" is no time.`, HOW);
  // In the hour that clocks skip, luxon moves the time on; a class cannot start at a time that never is.
  if (!found.toFormat("yyyy-MM-dd'T'HH:mm:ss").startsWith(wanted)) {
    throw new UsageError(`${text} does not exist in ${zone}: clocks are put forward over it.`, HOW);
  }
  if (found.getPossibleOffsets().length > 1) {
    throw new UsageError(`${text} happens twice in ${zone}: clocks are put back over it.`, HOW);
  }
  return found.toJSDate();
}

function parseWithOffset(text: string): Date {
  const found = DateTime.fromISO(text, { setZone: true });
  if (!found.isValid || !/(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    throw new UsageError(`"${text}" is no time.`, HOW);
  }
  return found.toJSDate();
}
