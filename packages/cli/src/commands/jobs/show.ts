import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { findDeadLetter, openDeadLetters } from './dead-letters.ts';

export const jobsShow = defineCommand({
  name: 'show',
  summary: 'Show a job that was given up, and why.',
  examples: ['cam-a101-4f1c2a9be3d05877-42'],
  input: { id: argument('<id>', "the job's id, from `hadir jobs failed`", text) },
  async run({ id }, context) {
    const { queue, letter } = await findDeadLetter(await openDeadLetters(context, undefined), id);
    const shown = facts([
      ['Id', letter.jobId],
      ['Queue', queue],
      ['Failed', context.time.dateTime(letter.failedAt)],
      ['Attempts', letter.attempts],
      ['Reason', letter.reason],
    ]);
    const payload = JSON.stringify(letter.payload, null, 2);
    return {
      json: { ...letter, queue },
      text: `${shown}\n\n${payload}\n\nTry it again with \`hadir jobs retry ${letter.jobId}\`.`,
    };
  },
});
