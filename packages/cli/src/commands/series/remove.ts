import { RemovedSeries } from '../../api/timetable-models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { placedText } from './placed-text.ts';

export const seriesRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a series and its sessions that have not begun.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the series' id, from `hadir series list`", text) },
  async run({ id }, { api }) {
    const path = `/v1/series/${encodeURIComponent(id)}`;
    const removed = await api.send({ method: 'DELETE', path }, RemovedSeries);
    const kept = removed.kept > 0 ? ` ${removed.kept} that have begun or have attendance stay.` : '';
    return { json: removed, text: `${placedText(removed.sessions)}${kept}` };
  },
});
