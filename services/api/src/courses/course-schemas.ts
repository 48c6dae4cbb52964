import { z } from 'zod';
import { changeOf, Id, Instant, line, pageFields } from '../shared/schemas.ts';
import { Student } from '../students/student-schemas.ts';

const fields = z.strictObject({
  code: line(64).describe('Unique, whatever the case of its letters.'),
  name: line(200),
  semesterId: Id.nullable().optional(),
});

export const NewCourse = fields.meta({ id: 'NewCourse' });
export const CourseChange = changeOf(fields).meta({ id: 'CourseChange' });
export const CourseQuery = z.strictObject({ ...pageFields, semesterId: Id.optional() });
export const Course = z
  .object({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    semesterId: z.uuid().nullable(),
    galleryVersion: z.int().describe('Grows with every change of who can be recognised in this course.'),
    createdAt: Instant,
  })
  .meta({ id: 'Course' });

/** Students that one call adds at most. */
const MAX_ADDED = 1000;

export const RosterAddition = z
  .strictObject({ studentIds: z.array(Id).min(1).max(MAX_ADDED) })
  .meta({ id: 'RosterAddition' });
export const RosterAdded = z
  .object({ added: z.int().describe('Those that were on the roster already are not counted.') })
  .meta({ id: 'RosterAdded' });
export const RosterEntry = z
  .object({
    student: Student,
    groupName: z
      .string()
      .nullable()
      .describe('A part of the roster, by which lists and reports are filtered.'),
    createdAt: Instant,
  })
  .meta({ id: 'RosterEntry' });
export const RosterParams = z.strictObject({ id: Id, studentId: Id });
