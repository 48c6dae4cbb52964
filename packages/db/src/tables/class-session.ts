import { EntitySchema } from 'typeorm';
import { moment, oneOf, primary, uuid } from './columns.ts';

export const SESSION_SCOPES = ['roster', 'campus'] as const;
/** Who can be recognised: those on the course's roster, or everybody who is enrolled. */
export type SessionScope = (typeof SESSION_SCOPES)[number];

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
  readonly createdAt: Date;
};

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
    createdAt: moment('created_at'),
  },
});
