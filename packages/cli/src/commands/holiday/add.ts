import { findSemester, HolidayApplied } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { effectText } from './effect-text.ts';

export const holidayAdd = defineCommand({
  name: 'add',
  summary: 'Add days off; sessions of series that fall on them are cancelled.',
  details: 'Single sessions, and occurrences that were moved there by hand, are held all the same.',
  examples: [
    'Nyepi --from 2026-03-19',
    '"Reading week" --from 2026-10-12 --to 2026-10-16 --semester "2026 odd"',
  ],
  input: {
    name: argument('<name>', 'what it is called', text),
    from: option('--from <day>', 'the first day', day),
    to: option('--to <day>', 'the last day; one day unless told', day.optional()),
    semester: option('--semester <name>', 'only for its courses; for all unless told', text.optional()),
  },
  async run({ name, from, to, semester }, { api }) {
    const semesterId = semester === undefined ? undefined : (await findSemester(api, semester)).id;
    const body = { name, startsOn: from, endsOn: to, semesterId };
    const added = await api.send({ method: 'POST', path: '/v1/holidays', body }, HolidayApplied);
    return { json: added, text: `Added holiday ${printable(name)}. ${effectText(added.sessions)}` };
  },
});
