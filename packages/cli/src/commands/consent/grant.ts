import { findStudent } from '../../api/find.ts';
import { Consent } from '../../api/models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const consentGrant = defineCommand({
  name: 'grant',
  summary: 'Record that a student agreed to be recognised.',
  details:
    'Without it no face of the student is enrolled or recognised. The same notice again changes nothing.',
  examples: ['20210001 --notice 2026-01'],
  input: {
    number: argument('<number>', "the student's number", text),
    notice: option('--notice <version>', 'which version of the notice the student agreed to', text),
  },
  async run({ number, notice }, { api, time }) {
    const student = await findStudent(api, number);
    const path = `/v1/students/${student.id}/consent`;
    const consent = await api.send({ method: 'PUT', path, body: { noticeVersion: notice } }, Consent);
    return {
      json: consent,
      text: `${student.number} agreed to notice ${consent.noticeVersion}, ${time.dateTime(consent.grantedAt)}.`,
    };
  },
});
