import { findStudent } from '../../api/find.ts';
import { Consent } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const consentWithdraw = defineCommand({
  name: 'withdraw',
  summary: "Withdraw a student's consent. Their templates are removed at once.",
  details: 'No camera recognises the student any more. To enrol again, photos are needed again.',
  examples: ['20210001'],
  input: { number: argument('<number>', "the student's number", text) },
  async run({ number }, { api }) {
    const student = await findStudent(api, number);
    const path = `/v1/students/${student.id}/consent`;
    const consent = await api.send({ method: 'DELETE', path }, Consent);
    return {
      json: consent,
      text: `Withdrew the consent of ${student.number}; no camera recognises them any more.`,
    };
  },
});
