import { findCourse } from '../../api/find.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const courseRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a course, its roster and its series; refused while it has sessions.',
  examples: ['IF-101'],
  input: { code: argument('<code>', 'the course', text) },
  async run({ code }, { api }) {
    const course = await findCourse(api, code);
    await api.sendOnly({ method: 'DELETE', path: `/v1/courses/${course.id}` });
    return { json: { removed: course.id }, text: `Removed ${course.code}.` };
  },
});
