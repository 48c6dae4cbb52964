import { defineCommand } from '../../command/define-command.ts';
import { idArgument } from './one-session.ts';

export const sessionRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a session that has neither sightings nor attendance; else cancel it.',
  details: 'One of a series becomes an exception of it.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: idArgument },
  async run({ id }, { api }) {
    await api.sendOnly({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(id)}` });
    return { json: { removed: id }, text: 'Removed.' };
  },
});
