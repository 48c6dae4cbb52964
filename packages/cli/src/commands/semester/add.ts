import { Semester } from '../../api/timetable-models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { semesterDays } from './semester-fields.ts';

export const semesterAdd = defineCommand({
  name: 'add',
  summary: 'Add a semester.',
  examples: ['"2026 odd" --from 2026-08-31 --to 2026-12-18'],
  input: { name: argument('<name>', 'what it is called', text), ...semesterDays },
  async run({ name, from, to }, { api }) {
    const body = { name, startsOn: from, endsOn: to };
    const semester = await api.send({ method: 'POST', path: '/v1/semesters', body }, Semester);
    return { json: semester, text: `Added semester ${printable(semester.name)}, ${from} to ${to}.` };
  },
});
