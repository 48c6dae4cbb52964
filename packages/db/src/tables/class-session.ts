import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const SESSION_SCOPES = ['roster', 'campus'] as const;
/** Who can be recognised: those on the course's roster, or everybody who is enrolled. */
export type SessionScope = (typeof SESSION_SCOPES)[number];

export const SESSION_STATUSES = ['scheduled', 'cancelled'] as const;
/** A cancelled session opens for no face and counts for nobody. */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Open for faces from `opensBeforeMinutes` before its start until its end, which is not part of it. */
export type ClassSession = {
  readonly id: string;
  readonly courseId: string;
  readonly roomId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** 0 to 1440. */
  readonly opensBeforeMinutes: number;
  readonly lateAfterMinutes: number;
  readonly scope: SessionScope;
  readonly status: SessionStatus;
  /** When absences were written; null before. */
  readonly closedAt: Date | null;
  /** Nobody is marked later than so long after the start; null: until the end. */
  readonly closesAfterMinutes: number | null;
  /** Last seen earlier than so long before the end is leaving early; null: not judged. */
  readonly earlyLeaveMinutes: number | null;
  /** Matching sightings that a mark takes; null: as the matcher is set. */
  readonly requiredSightings: number | null;
  /** 1 when the rule was given to this session itself, and not taken from its course or the campus. */
  readonly hasOwnRule: number;
  /** The weekly pattern that it comes from, and the campus day on which the pattern put it. */
  readonly seriesId: string | null;
  readonly occurrenceOn: string | null;
  /** Its first start, when it was moved. */
  readonly movedFrom: Date | null;
  /** Reopened: absences are not written by the clock before then. */
  readonly keptOpenUntil: Date | null;
  readonly cancelReason: string | null;
  readonly cancelledAt: Date | null;
  /** The holiday for which it was cancelled. */
  readonly holidayId: string | null;
  /** 1 when its place or times were changed by themselves, so that its series leaves them alone. */
  readonly hasOwnTimes: number;
  /** Grows with each change that calendars should follow. */
  readonly sequence: number;
  /** When it was last changed, moved, cancelled or restored; null: never. */
  readonly changedAt: Date | null;
  readonly createdAt: Date;
};

const minutes = (name: string) => ({ name, type: 'smallint', unsigned: true, nullable: true }) as const;

export const sessionTable = new EntitySchema<ClassSession>({
  name: 'ClassSession',
  tableName: 'class_sessions',
  columns: {
    id: uuid('id', primary),
    courseId: uuid('course_id'),
    roomId: uuid('room_id'),
    startsAt: moment('starts_at'),
    endsAt: moment('ends_at'),
    opensBeforeMinutes: { name: 'opens_before_minutes', type: 'smallint', unsigned: true },
    lateAfterMinutes: { name: 'late_after_minutes', type: 'smallint', unsigned: true },
    scope: oneOf('scope', SESSION_SCOPES),
    status: oneOf('status', SESSION_STATUSES),
    closedAt: moment('closed_at', nullable),
    closesAfterMinutes: minutes('closes_after_minutes'),
    earlyLeaveMinutes: minutes('early_leave_minutes'),
    requiredSightings: minutes('required_sightings'),
    hasOwnRule: { name: 'has_own_rule', type: 'tinyint' },
    seriesId: uuid('series_id', nullable),
    occurrenceOn: { name: 'occurrence_on', type: 'date', nullable: true },
    movedFrom: moment('moved_from', nullable),
    keptOpenUntil: moment('kept_open_until', nullable),
    cancelReason: text('cancel_reason', 500, nullable),
    cancelledAt: moment('cancelled_at', nullable),
    holidayId: uuid('holiday_id', nullable),
    hasOwnTimes: { name: 'has_own_times', type: 'tinyint' },
    sequence: { name: 'sequence', type: 'int', unsigned: true },
    changedAt: moment('changed_at', nullable),
    createdAt: moment('created_at'),
  },
});
