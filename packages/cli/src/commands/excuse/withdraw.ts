import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { ChangedExcuse } from './excuse-model.ts';

export const excuseWithdraw = defineCommand({
  name: 'withdraw',
  summary: 'Withdraw an excuse: what it had excused is absent again.',
  examples: ["0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason 'the wrong student'"],
  input: {
    id: argument('<id>', "the excuse's id, from `hadir excuse list`", text),
    reason: option('--reason <text>', 'why', text),
  },
  async run({ id, reason }, { api }) {
    const path = `/v1/excuses/${encodeURIComponent(id)}/withdraw`;
    const changed = await api.send({ method: 'POST', path, body: { reason } }, ChangedExcuse);
    return {
      json: changed,
      text: `Withdrawn. ${changed.changedSessions.length} records are as if it had never been.`,
    };
  },
});
