import { findSemester, Semester } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const semesterChange = defineCommand({
  name: 'change',
  summary: 'Change the name or the days of a semester.',
  details: 'Series that took their days from it keep them: change them with `hadir series change`.',
  examples: ['"2026 odd" --to 2026-12-23'],
  input: {
    name: argument('<name>', 'what it is called now', text),
    newName: option('--name <name>', 'a new name', text.optional()),
    from: option('--from <day>', 'the first day', day.optional()),
    to: option('--to <day>', 'the last day', day.optional()),
  },
  async run({ name, newName, from, to }, { api }) {
    const { id } = await findSemester(api, name);
    const body = { name: newName, startsOn: from, endsOn: to };
    const semester = await api.send({ method: 'PATCH', path: `/v1/semesters/${id}`, body }, Semester);
    const { startsOn, endsOn } = semester;
    return { json: semester, text: `${printable(semester.name)} is from ${startsOn} to ${endsOn}.` };
  },
});
