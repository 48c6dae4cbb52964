import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** Days of the campus calendar, `YYYY-MM-DD`, on which no series is held; both days belong to it. */
export type Holiday = {
  readonly id: string;
  /** Only for the courses of this semester; null: for the whole campus. */
  readonly semesterId: string | null;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly createdAt: Date;
};

export const holidayTable = new EntitySchema<Holiday>({
  name: 'Holiday',
  tableName: 'holidays',
  columns: {
    id: uuid('id', primary),
    semesterId: uuid('semester_id', nullable),
    name: text('name', 120),
    startsOn: { name: 'starts_on', type: 'date' },
    endsOn: { name: 'ends_on', type: 'date' },
    createdAt: moment('created_at'),
  },
});
