import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export type Student = {
  readonly id: string;
  /** The campus's own number, unique whatever the case of its letters. */
  readonly number: string;
  readonly name: string;
  readonly email: string | null;
  /** A personal link holds as long as this is what it was when the link was made. */
  readonly linkEpoch: number;
  readonly createdAt: Date;
};

export const studentTable = new EntitySchema<Student>({
  name: 'Student',
  tableName: 'students',
  columns: {
    id: uuid('id', primary),
    number: text('number', 64),
    name: text('name', 200),
    email: text('email', 254, nullable),
    linkEpoch: { name: 'link_epoch', type: 'int', unsigned: true },
    createdAt: moment('created_at'),
  },
});
