import { z } from 'zod';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { CHANNELS, findChannel } from './models.ts';

const TestResult = z.looseObject({ delivered: z.boolean(), error: z.string().nullable() });
/** Longer than the api waits for the other side. */
const TIMEOUT_MS = 40_000;

export const notifyTest = defineCommand({
  name: 'test',
  summary: 'Send a test message to a channel, at once.',
  details: 'Past quiet hours and the rate. Exits with 1 when the other side does not take it.',
  examples: ['"Staff room"'],
  input: { channel: argument('<channel>', 'its name or id', text) },
  async run({ channel }, { api }) {
    const { id, name } = await findChannel(api, channel);
    const request = { method: 'POST', path: `${CHANNELS}/${id}/test`, timeoutMs: TIMEOUT_MS } as const;
    const result = await api.send(request, TestResult);
    const said = result.error === null ? '' : ` (${result.error})`;
    return {
      json: result,
      text: result.delivered
        ? `${name} took the test message${said}.`
        : `${name} did not take it: ${result.error}.`,
      ok: result.delivered,
    };
  },
});
