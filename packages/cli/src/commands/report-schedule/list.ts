import { pageOf } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { dueText, ReportSchedule } from './schedule-model.ts';

export const reportScheduleList = defineCommand({
  name: 'list',
  summary: 'List the reports that are sent by e-mail, and how the last sending went.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    const { api, time } = context;
    return listResult(
      context,
      await api.get('/v1/report-schedules', pageOf(ReportSchedule), page),
      [
        { title: 'id', value: ({ id }: ReportSchedule) => id },
        { title: 'report', value: ({ report }: ReportSchedule) => report },
        { title: 'due', value: (schedule: ReportSchedule) => dueText(schedule) },
        { title: 'to', value: ({ recipients }: ReportSchedule) => recipients.join(', '), flexible: true },
        { title: 'sent', value: ({ lastRunAt }: ReportSchedule) => lastRunAt && time.dateTime(lastRunAt) },
        { title: 'trouble', value: ({ lastError }: ReportSchedule) => lastError, flexible: true },
      ],
      'No report is sent by e-mail. Add one: hadir report-schedule add REPORT',
    );
  },
});
