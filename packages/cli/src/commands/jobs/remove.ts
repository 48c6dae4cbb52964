import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { findDeadLetter, openDeadLetters } from './dead-letters.ts';

export const jobsRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a failed job for good, and a frame with its bytes.',
  details: 'For what no retry can help, such as a frame whose bytes are gone.',
  examples: ['cam-a101-4f1c2a9be3d05877-42'],
  input: { id: argument('<id>', "the job's id, from `hadir jobs failed`", text) },
  async run({ id }, context) {
    const { deadLetters } = await findDeadLetter(await openDeadLetters(context, undefined), id);
    await deadLetters.remove(id);
    return { json: { id, removed: true }, text: `Removed ${id}.` };
  },
});
