import { z } from 'zod';
import { argument, defineCommand } from '../../command/define-command.ts';

export const scheduleId = argument(
  '<id>',
  'as `hadir report-schedule list` shows it',
  z.uuid('must be an id'),
);

export const reportScheduleRemove = defineCommand({
  name: 'remove',
  summary: 'Have a report sent by e-mail no more.',
  examples: ['0190d3a8-0000-7000-8000-000000000001'],
  input: { id: scheduleId },
  async run({ id }, { api }) {
    await api.sendOnly({ method: 'DELETE', path: `/v1/report-schedules/${id}` });
    return { json: { id, removed: true }, text: `Removed ${id}.` };
  },
});
