import { findCourse } from '../../api/find.ts';
import { pageOf, RosterEntry, Student } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const studentList = defineCommand({
  name: 'list',
  summary: 'List students by number.',
  examples: ['', '--search rahma', '--course IF-101 --json'],
  input: {
    search: option('--search <text>', 'part of the name, or the start of the number', text.optional()),
    course: option('--course <code>', 'only the roster of this course', text.optional()),
    ...pageFields,
  },
  async run({ search, course, ...page }, context) {
    const { api } = context;
    const students =
      course === undefined
        ? await api.get('/v1/students', pageOf(Student), { search, ...page })
        : await rosterPage((await findCourse(api, course)).id);
    return listResult(
      context,
      students,
      [
        { title: 'number', value: ({ number }: Student) => number },
        { title: 'name', value: ({ name }: Student) => name, flexible: true },
      ],
      search === undefined
        ? 'There are no students. Add one: hadir student add NUMBER NAME, or many: hadir student import FILE.csv'
        : 'No student matches.',
    );

    async function rosterPage(courseId: string) {
      const path = `/v1/courses/${courseId}/roster`;
      const { items, nextCursor } = await api.get(path, pageOf(RosterEntry), page);
      return { items: items.map(({ student }) => student), nextCursor };
    }
  },
});
