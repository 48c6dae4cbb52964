import { z } from 'zod';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

const Undone = z.looseObject({
  change: z.looseObject({ id: z.string(), afterStatus: z.string().nullable() }),
  record: z.looseObject({ status: z.string(), statusSource: z.string() }).nullable(),
});

export const attendanceUndo = defineCommand({
  name: 'undo',
  summary: 'Undo a change that was made by hand.',
  details:
    'Refused when something newer stands on it: undo that first. `hadir attendance show` lists changes.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason "wrong student"'],
  input: {
    change: argument('<change>', "the change's id", text),
    reason: option('--reason <text>', 'why', text.optional()),
  },
  async run({ change, reason }, { api }) {
    const path = `/v1/attendance-changes/${encodeURIComponent(change)}/undo`;
    const undone = await api.send({ method: 'POST', path, body: { reason } }, Undone);
    const { record } = undone;
    const now = record ? `${record.status} (${record.statusSource})` : 'not there any more';
    return { json: undone, text: `Undone: the record is ${now}.` };
  },
});
