import { pageOf } from '../../api/models.ts';
import { Semester } from '../../api/timetable-models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const semesterList = defineCommand({
  name: 'list',
  summary: 'List semesters, the newest first.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    return listResult(
      context,
      await context.api.get('/v1/semesters', pageOf(Semester), page),
      [
        { title: 'name', value: ({ name }: Semester) => name, flexible: true },
        { title: 'from', value: ({ startsOn }: Semester) => startsOn },
        { title: 'to', value: ({ endsOn }: Semester) => endsOn },
        { title: 'id', value: ({ id }: Semester) => id },
      ],
      'There are no semesters. Add one: hadir semester add NAME --from DAY --to DAY',
    );
  },
});
