import { EntitySchema } from 'typeorm';
import { ATTENDANCE_STATUSES, type AttendanceStatus } from './attendance-record.ts';
import { oneOf, primary, uuid } from './columns.ts';

/** How many people who were erased since had a status in a session; whose they were is not to be found out from it. */
export type ErasedAttendance = {
  readonly sessionId: string;
  readonly status: AttendanceStatus;
  readonly people: number;
};

export const erasedAttendanceTable = new EntitySchema<ErasedAttendance>({
  name: 'ErasedAttendance',
  tableName: 'erased_attendance',
  columns: {
    sessionId: uuid('session_id', primary),
    status: { ...oneOf('status', ATTENDANCE_STATUSES), ...primary },
    people: { name: 'people', type: 'int', unsigned: true },
  },
});
