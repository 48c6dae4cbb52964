import { z } from 'zod';
import { findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

const Decline = z.looseObject({ declinedAt: z.string(), noticeVersion: z.string().nullable() });

export const consentDecline = defineCommand({
  name: 'decline',
  summary: 'Record that a student does not want to be recognised.',
  details: 'Attendance is then taken by hand, or with the code that `hadir session code` shows.',
  examples: ['20210001 --notice 2026-01'],
  input: {
    number: argument('<number>', "the student's number", text),
    notice: option('--notice <version>', 'which notice the student was shown', text.optional()),
  },
  async run({ number, notice }, { api, time }) {
    const student = await findStudent(api, number);
    const path = `/v1/students/${student.id}/consent/decline`;
    const body = notice === undefined ? {} : { noticeVersion: notice };
    const decline = await api.send({ method: 'PUT', path, body }, Decline);
    return { json: decline, text: `${student.number} said no, ${time.dateTime(decline.declinedAt)}.` };
  },
});
