import { EntitySchema } from 'typeorm';
import { primary, text, uuid } from './columns.ts';

/** Days of the campus calendar, `YYYY-MM-DD`; both days belong to the semester. */
export type Semester = {
  readonly id: string;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
};

export const semesterTable = new EntitySchema<Semester>({
  name: 'Semester',
  tableName: 'semesters',
  columns: {
    id: uuid('id', primary),
    name: text('name', 120),
    startsOn: { name: 'starts_on', type: 'date' },
    endsOn: { name: 'ends_on', type: 'date' },
  },
});
