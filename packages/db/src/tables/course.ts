import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export type Course = {
  readonly id: string;
  /** Unique, whatever the case of its letters. */
  readonly code: string;
  readonly name: string;
  readonly semesterId: string | null;
  /** Grows with every change of who can be recognised in this course, in the transaction that changes it. */
  readonly galleryVersion: number;
  readonly createdAt: Date;
};

export const courseTable = new EntitySchema<Course>({
  name: 'Course',
  tableName: 'courses',
  columns: {
    id: uuid('id', primary),
    code: text('code', 64),
    name: text('name', 200),
    semesterId: uuid('semester_id', nullable),
    galleryVersion: { name: 'gallery_version', type: 'int', unsigned: true },
    createdAt: moment('created_at'),
  },
});
