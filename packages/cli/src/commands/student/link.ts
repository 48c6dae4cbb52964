import { z } from 'zod';
import { findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text, wholeNumber } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';

const PersonalLink = z.looseObject({
  studentId: z.string(),
  token: z.string(),
  expiresAt: z.string(),
  sentTo: z.string().nullable(),
});

export const studentLink = defineCommand({
  name: 'link',
  summary: 'Make a personal link, by which a student sees and disputes their own records.',
  details:
    'Whoever has it is taken for the student, so hand it to them alone. It is printed this one time. With --send it goes to the student by e-mail and is not printed.',
  examples: ['20210001', '20210001 --days 30', '20210001 --send'],
  input: {
    number: argument('<number>', "the student's number", text),
    days: option('--days <days>', 'how long it holds', wholeNumber(1, 366).default(180)),
    send: option('--send', 'send it to the e-mail address of the student', flag),
  },
  async run({ number, days, send }, { api, time }) {
    const { id } = await findStudent(api, number);
    const path = `/v1/students/${id}/link`;
    const link = await api.send({ method: 'POST', path, body: { days, send } }, PersonalLink);
    const shown = facts([
      ['Student', number],
      ['Holds until', time.dateTime(link.expiresAt)],
      send ? ['Sent to', link.sentTo] : ['Token', link.token],
    ]);
    return { json: send ? { ...link, token: undefined } : link, text: shown };
  },
});

export const studentRevokeLinks = defineCommand({
  name: 'revoke-links',
  summary: 'Revoke every personal link of a student.',
  examples: ['20210001'],
  input: { number: argument('<number>', "the student's number", text) },
  async run({ number }, { api }) {
    const { id } = await findStudent(api, number);
    await api.sendOnly({ method: 'POST', path: `/v1/students/${id}/link/revoke` });
    return { json: { studentId: id, revoked: true }, text: `No link of ${number} holds any more.` };
  },
});
