import { z } from 'zod';
import { Course as AnyCourse, pageOf } from '../../api/models.ts';
import { findSemester } from '../../api/timetable-models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

const Course = AnyCourse.extend({ counts: z.looseObject({ students: z.number(), sessions: z.number() }) });
type Course = z.output<typeof Course>;

export const courseList = defineCommand({
  name: 'list',
  summary: 'List courses by code.',
  examples: ['', '--search IF --semester "2026 odd"', '--json'],
  input: {
    search: option('--search <text>', 'a part of the name, or the start of the code', text.optional()),
    semester: option('--semester <name>', 'only of this semester', text.optional()),
    ...pageFields,
  },
  async run({ search, semester, ...page }, context) {
    const { api } = context;
    const semesterId = semester === undefined ? undefined : (await findSemester(api, semester)).id;
    return listResult(
      context,
      await api.get('/v1/courses', pageOf(Course), { ...page, search, semesterId }),
      [
        { title: 'code', value: ({ code }: Course) => code },
        { title: 'name', value: ({ name }: Course) => name, flexible: true },
        { title: 'students', value: ({ counts }: Course) => counts.students, align: 'right' },
        { title: 'sessions', value: ({ counts }: Course) => counts.sessions, align: 'right' },
        { title: 'id', value: ({ id }: Course) => id },
      ],
      'There are no courses. Add one: hadir course add CODE NAME',
    );
  },
});
