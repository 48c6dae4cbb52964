import { pageOf } from '../../api/models.ts';
import { Holiday } from '../../api/timetable-models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { day, pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const holidayList = defineCommand({
  name: 'list',
  summary: 'List holidays by their first days.',
  examples: ['', '--from 2026-08-31 --to 2026-12-18'],
  input: {
    from: option('--from <day>', 'those that last until then or longer', day.optional()),
    to: option('--to <day>', 'those that begin on or before this day', day.optional()),
    ...pageFields,
  },
  async run(query, context) {
    return listResult(
      context,
      await context.api.get('/v1/holidays', pageOf(Holiday), query),
      [
        { title: 'from', value: ({ startsOn }: Holiday) => startsOn },
        { title: 'to', value: ({ endsOn }: Holiday) => endsOn },
        { title: 'name', value: ({ name }: Holiday) => name, flexible: true },
        { title: 'for', value: ({ semesterId }: Holiday) => (semesterId === null ? 'all' : 'a semester') },
        { title: 'id', value: ({ id }: Holiday) => id },
      ],
      'There are no holidays. Add one: hadir holiday add NAME --from DAY',
    );
  },
});
