import { defineCommand } from '../../command/define-command.ts';
import { scheduleId } from './remove.ts';

/** A long report takes its time, and a mail server too. */
const TIMEOUT_MS = 120_000;

export const reportScheduleRun = defineCommand({
  name: 'run',
  summary: 'Send a scheduled report now, once more.',
  details: 'Its next due time stays as it is.',
  examples: ['0190d3a8-0000-7000-8000-000000000001'],
  input: { id: scheduleId },
  async run({ id }, { api }) {
    await api.sendOnly({
      method: 'POST',
      path: `/v1/report-schedules/${id}/run`,
      timeoutMs: TIMEOUT_MS,
    });
    return { json: { id, sent: true }, text: `Sent ${id}.` };
  },
});
