import { Course } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const courseAdd = defineCommand({
  name: 'add',
  summary: 'Add a course.',
  examples: ['IF-101 "Introduction to programming"'],
  input: {
    code: argument('<code>', 'a code of its own', text),
    name: argument('<name>', 'the full name', text),
  },
  async run({ code, name }, { api }) {
    const course = await api.send({ method: 'POST', path: '/v1/courses', body: { code, name } }, Course);
    return {
      json: course,
      text: `Added ${course.code} ${printable(course.name)}.\nFill its roster: hadir roster add --course ${course.code} NUMBER...`,
    };
  },
});
