import { Course, pageOf } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const courseList = defineCommand({
  name: 'list',
  summary: 'List courses by code.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    return listResult(
      context,
      await context.api.get('/v1/courses', pageOf(Course), page),
      [
        { title: 'code', value: ({ code }: Course) => code },
        { title: 'name', value: ({ name }: Course) => name, flexible: true },
        { title: 'id', value: ({ id }: Course) => id },
      ],
      'There are no courses. Add one: hadir course add CODE NAME',
    );
  },
});
