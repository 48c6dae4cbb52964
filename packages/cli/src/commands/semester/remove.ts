import { findSemester } from '../../api/timetable-models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const semesterRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a semester; its courses stay, its own holidays go.',
  examples: ['"2026 odd"'],
  input: { name: argument('<name>', 'the semester', text) },
  async run({ name }, { api }) {
    const { id } = await findSemester(api, name);
    await api.sendOnly({ method: 'DELETE', path: `/v1/semesters/${id}` });
    return { json: { removed: id }, text: `Removed semester ${printable(name)}.` };
  },
});
