import { HolidayApplied } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';
import { effectText } from './effect-text.ts';

export const holidayChange = defineCommand({
  name: 'change',
  summary: 'Change the name or the days of a holiday.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --from 2026-03-20 --to 2026-03-20'],
  input: {
    id: argument('<id>', "the holiday's id, from `hadir holiday list`", text),
    name: option('--name <name>', 'a new name', text.optional()),
    from: option('--from <day>', 'the first day', day.optional()),
    to: option('--to <day>', 'the last day', day.optional()),
  },
  async run({ id, name, from, to }, { api }) {
    const path = `/v1/holidays/${encodeURIComponent(id)}`;
    const body = { name, startsOn: from, endsOn: to };
    const changed = await api.send({ method: 'PATCH', path, body }, HolidayApplied);
    return { json: changed, text: `Changed. ${effectText(changed.sessions)}` };
  },
});
