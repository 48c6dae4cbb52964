import { Course } from '../../api/models.ts';
import { findSemester } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const courseAdd = defineCommand({
  name: 'add',
  summary: 'Add a course.',
  details: 'A parallel class is a course with a code of its own.',
  examples: [
    'IF-101 "Introduction to programming"',
    'IF-101-B "Introduction to programming" --semester "2026 odd"',
  ],
  input: {
    code: argument('<code>', 'a code of its own', text),
    name: argument('<name>', 'the full name', text),
    semester: option('--semester <name>', 'the semester in which it is held', text.optional()),
  },
  async run({ code, name, semester }, { api }) {
    const semesterId = semester === undefined ? undefined : (await findSemester(api, semester)).id;
    const body = { code, name, semesterId };
    const course = await api.send({ method: 'POST', path: '/v1/courses', body }, Course);
    return {
      json: course,
      text: `Added ${course.code} ${printable(course.name)}.\nFill its roster: hadir roster add --course ${course.code} NUMBER...`,
    };
  },
});
