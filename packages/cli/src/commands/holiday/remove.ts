import { HolidayRemoved } from '../../api/timetable-models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { effectText } from './effect-text.ts';

export const holidayRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a holiday; what it cancelled and has not begun is held again.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the holiday's id, from `hadir holiday list`", text) },
  async run({ id }, { api }) {
    const path = `/v1/holidays/${encodeURIComponent(id)}`;
    const removed = await api.send({ method: 'DELETE', path }, HolidayRemoved);
    return { json: removed, text: `Removed. ${effectText(removed.sessions)}` };
  },
});
