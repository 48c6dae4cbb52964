import { z } from 'zod';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf } from '../../command/fields.ts';
import { findDeadLetter, type NamedDeadLetters, openDeadLetters, queueNames } from './dead-letters.ts';

/** Put back in steps, so that Redis serves others in between. */
const BATCH = 200;

export const jobsRetry = defineCommand({
  name: 'retry',
  summary: 'Put a failed job, or all of them, back into its queue.',
  details: 'A job that is done twice records nothing twice.',
  examples: ['cam-a101-4f1c2a9be3d05877-42', '--all', '--all --queue enrol-person'],
  input: {
    id: argument('[id]', "the job's id, from `hadir jobs failed`", z.string().optional()),
    all: option('--all', 'every failed job', flag),
    queue: option('--queue <name>', 'with --all: only this queue', oneOf(queueNames).optional()),
  },
  async run({ id, all, queue }, context) {
    if ((id === undefined) !== all) throw new UsageError('Give one job id, or --all.', '');
    const deadLetters = await openDeadLetters(context, queue);
    const retried = id === undefined ? await retryAll(deadLetters) : await retryOne(deadLetters, id);
    const jobs = retried === 1 ? '1 job' : `${retried} jobs`;
    return {
      json: { retried },
      text: retried === 0 ? 'No job has failed.' : `Put ${jobs} back into the queue.`,
    };
  },
});

async function retryOne(all: readonly NamedDeadLetters[], id: string): Promise<number> {
  const { deadLetters } = await findDeadLetter(all, id);
  await deadLetters.retry(id);
  return 1;
}

/** At most as many as had failed at the start: a job that fails again at once is not taken up for ever. */
async function retryAll(all: readonly NamedDeadLetters[]): Promise<number> {
  let retried = 0;
  for (const { deadLetters } of all) {
    let left = await deadLetters.count();
    while (left > 0) {
      const done = await deadLetters.retryAll(Math.min(BATCH, left));
      if (done === 0) break;
      retried += done;
      left -= done;
    }
  }
  return retried;
}
