import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

export type Student = {
  readonly id: string;
  /** The campus's own number, unique whatever the case of its letters. */
  readonly number: string;
  readonly name: string;
  readonly createdAt: Date;
};

export const studentTable = new EntitySchema<Student>({
  name: 'Student',
  tableName: 'students',
  columns: {
    id: uuid('id', primary),
    number: text('number', 64),
    name: text('name', 200),
    createdAt: moment('created_at'),
  },
});
