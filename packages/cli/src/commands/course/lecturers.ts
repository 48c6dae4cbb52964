import { z } from 'zod';
import { findCourse } from '../../api/find.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { table } from '../../output/table.ts';

const Lecturer = z.looseObject({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  since: z.string(),
});
type Lecturer = z.output<typeof Lecturer>;

export const courseLecturers = defineCommand({
  name: 'lecturers',
  summary: 'List who teaches a course.',
  examples: ['IF-101'],
  input: { code: argument('<code>', 'the course', text) },
  async run({ code }, { api, screen, time }) {
    const course = await findCourse(api, code);
    const path = `/v1/courses/${course.id}/lecturers`;
    const lecturers = await api.get(path, z.object({ items: z.array(Lecturer) }));
    const columns = [
      { title: 'name', value: ({ name }: Lecturer) => name, flexible: true },
      { title: 'e-mail', value: ({ email }: Lecturer) => email },
      { title: 'since', value: ({ since }: Lecturer) => time.dateTime(since) },
    ];
    const none = `Nobody teaches it. Add a lecturer: hadir course teach ${course.code} EMAIL`;
    return {
      json: lecturers,
      text: lecturers.items.length === 0 ? none : table(lecturers.items, columns, screen.width),
    };
  },
});
