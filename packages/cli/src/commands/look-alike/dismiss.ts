import { LookAlike } from '../../api/correction-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';

export const lookAlikeDismiss = defineCommand({
  name: 'dismiss',
  summary: 'Note that two look-alikes are two people.',
  details: 'A match between them needs the wider margin all the same.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --undo'],
  input: {
    id: argument('<id>', "the pair's id, from `hadir look-alike list`", text),
    undo: option('--undo', 'take it back', flag),
  },
  async run({ id, undo }, { api }) {
    const path = `/v1/look-alikes/${encodeURIComponent(id)}/dismiss`;
    const pair = await api.send({ method: undo ? 'DELETE' : 'POST', path }, LookAlike);
    const [one, other] = pair.students;
    const what = undo ? 'may be one person' : 'are two people';
    return { json: pair, text: `${one.number} ${one.name} and ${other.number} ${other.name} ${what}.` };
  },
});
