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
export const CourseQuery = z.strictObject({
  ...pageFields,
  semesterId: Id.optional(),
  search: line(100).optional().describe('A part of the name, or the start of the code.'),
  lecturerId: Id.optional().describe('Those that this user teaches.'),
});
export type CourseQuery = z.output<typeof CourseQuery>;
const course = {
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  semesterId: z.uuid().nullable(),
  galleryVersion: z.int().describe('Grows with every change of who can be recognised in this course.'),
  createdAt: Instant,
};
export const Course = z.object(course).meta({ id: 'Course' });
export const CourseListItem = z
  .object({
    ...course,
    counts: z.object({
      students: z.int().describe('On the roster.'),
      sessions: z.int().describe('Without those that are cancelled.'),
    }),
  })
  .meta({ id: 'CourseListItem' });

/** Students that one call adds at most. */
const MAX_ADDED = 1000;

const groupName = line(32).nullable();
export const RosterAddition = z
  .strictObject({
    studentIds: z.array(Id).min(1).max(MAX_ADDED),
    groupName: groupName
      .optional()
      .describe(
        'The group of all of them, also of those on the roster already; none of it changes unless told.',
      ),
  })
  .meta({ id: 'RosterAddition' });
export const RosterAdded = z
  .object({ added: z.int().describe('Those that were on the roster already are not counted.') })
  .meta({ id: 'RosterAdded' });
export const RosterQuery = z.strictObject({
  ...pageFields,
  group: line(32).optional().describe('Only those of this group.'),
});
export const RosterEntry = z
  .object({ student: Student, groupName: z.string().nullable(), createdAt: Instant })
  .meta({ id: 'RosterEntry' });
export const RosterParams = z.strictObject({ id: Id, studentId: Id });
export const RosterGrouping = z
  .strictObject({ groupName: groupName.describe('Null takes the student out of its group.') })
  .meta({ id: 'RosterGrouping' });
export const RosterGroups = z
  .object({
    items: z.array(
      z.object({
        name: z.string().nullable().describe('Null for those without a group.'),
        students: z.int(),
      }),
    ),
  })
  .meta({ id: 'RosterGroups' });
export const GroupedEntry = z
  .object({ courseId: z.uuid(), studentId: z.uuid(), groupName: z.string().nullable() })
  .meta({ id: 'GroupedEntry' });

export const LecturerParams = z.strictObject({ id: Id, userId: Id });
export const CourseLecturers = z
  .object({
    items: z.array(
      z.object({
        userId: z.uuid(),
        name: z.string(),
        email: z.string(),
        since: Instant,
      }),
    ),
  })
  .meta({ id: 'CourseLecturers' });
