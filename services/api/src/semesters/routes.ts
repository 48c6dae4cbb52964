import type { Route } from '@hadir/platform';
import { z } from 'zod';
import { crudRoutes } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { courseReaders } from '../shared/roles.ts';
import { changeOf, Day, line, PageQuery } from '../shared/schemas.ts';

const fields = z.strictObject({
  name: line(120),
  startsOn: Day.describe('A day of the campus calendar.'),
  endsOn: Day.describe('The last day; part of the semester.'),
});
const NewSemester = fields
  .refine(({ startsOn, endsOn }) => startsOn <= endsOn, {
    path: ['endsOn'],
    error: 'must not be before startsOn',
  })
  .meta({ id: 'NewSemester' });
const SemesterChange = changeOf(fields).meta({ id: 'SemesterChange' });
const Semester = z
  .object({ id: z.uuid(), name: z.string(), startsOn: z.iso.date(), endsOn: z.iso.date() })
  .meta({ id: 'Semester' });

export function semesterRoutes(deps: Pick<ApiDeps, 'database'>): Route[] {
  return crudRoutes(deps, {
    noun: 'semester',
    plural: 'semesters',
    readers: courseReaders,
    order: 'from the newest to the oldest',
    schemas: { query: PageQuery, create: NewSemester, change: SemesterChange, row: Semester },
    verbs: ({ semesters }) => semesters,
    removal: 'Its courses stay, without a semester.',
  });
}
