import { z } from 'zod';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

const ReopenedSession = z.looseObject({
  sessionId: z.string(),
  keptOpenUntil: z.string().nullable(),
  withdrawn: z.number(),
});

export const sessionReopen = defineCommand({
  name: 'reopen',
  summary: 'Take the closing of a session back.',
  details:
    'Absences and excuses that the closing wrote go; what cameras saw and people decided stays. It is closed again at --until, or by `hadir session close`.',
  examples: ["0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason 'the camera was off'"],
  input: {
    id: argument('<id>', "the session's id, from `hadir session list`", text),
    reason: option('--reason <text>', 'why, for the history of each record', text),
    until: option('--until <time>', 'the clock closes it then; a day from now unless told', text.optional()),
  },
  async run({ id, reason, until }, { api, time }) {
    const path = `/v1/sessions/${encodeURIComponent(id)}/reopen`;
    const body = { reason, until: until === undefined ? undefined : time.parse(until).toISOString() };
    const reopened = await api.send({ method: 'POST', path, body }, ReopenedSession);
    const { withdrawn, keptOpenUntil } = reopened;
    return {
      json: reopened,
      text: `Open until ${time.dateTime(keptOpenUntil)}. ${withdrawn} absences and excuses went until then.`,
    };
  },
});
