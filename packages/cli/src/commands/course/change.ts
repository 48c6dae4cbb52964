import { findCourse } from '../../api/find.ts';
import { Course } from '../../api/models.ts';
import { findSemester } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const courseChange = defineCommand({
  name: 'change',
  summary: 'Change the code, name or semester of a course.',
  examples: ['IF-101 --name "Programming 1"', 'IF-101 --semester "2027 even"', 'IF-101 --semester none'],
  input: {
    course: argument('<code>', 'its code now', text),
    code: option('--code <code>', 'a new code', text.optional()),
    name: option('--name <name>', 'a new name', text.optional()),
    semester: option('--semester <name>', 'the semester, or none', text.optional()),
  },
  async run({ course, code, name, semester }, { api }) {
    const { id } = await findCourse(api, course);
    const found =
      semester === undefined || semester === 'none' ? undefined : await findSemester(api, semester);
    const semesterId = semester === 'none' ? null : found?.id;
    const body = { code, name, semesterId };
    const changed = await api.send({ method: 'PATCH', path: `/v1/courses/${id}`, body }, Course);
    return { json: changed, text: `Changed ${changed.code} ${printable(changed.name)}.` };
  },
});
