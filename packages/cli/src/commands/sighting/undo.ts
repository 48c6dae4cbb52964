import { Correction } from '../../api/correction-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';

export const sightingUndo = defineCommand({
  name: 'undo',
  summary: 'Take a correction back, or only the template that came of it.',
  details:
    'The attendance record becomes what it was, unless it was changed since. With --template-only the correction stands.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --template-only'],
  input: {
    id: argument('<id>', "the correction's id, from `hadir sighting corrections`", text),
    templateOnly: option('--template-only', 'remove the template and leave the correction', flag),
  },
  async run({ id, templateOnly }, { api }) {
    const path = `/v1/corrections/${encodeURIComponent(id)}${templateOnly ? '/template' : ''}`;
    const correction = await api.send({ method: 'DELETE', path }, Correction);
    const done = templateOnly ? 'Removed the template that came of it.' : 'Took the correction back.';
    return { json: correction, text: done };
  },
});
