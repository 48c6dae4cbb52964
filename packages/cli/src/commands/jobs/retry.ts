import { z } from 'zod';
import { CliError, UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf } from '../../command/fields.ts';
import { findDeadLetter, type NamedDeadLetters, openDeadLetters, queueNames } from './dead-letters.ts';

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
    if (id !== undefined) {
      await retryOne(deadLetters, id);
      return { json: { retried: 1, left: 0 }, text: `Put ${id} back into its queue.` };
    }
    const counts = await retryAll(deadLetters);
    return { json: counts, text: describe(counts) };
  },
});

type Counts = { readonly retried: number; readonly left: number };

function describe({ retried, left }: Counts): string {
  if (retried + left === 0) return 'No job has failed.';
  const done = `Put ${retried === 1 ? '1 job' : `${retried} jobs`} back into the queue.`;
  const rest = `${left} cannot be tried again, as the bytes of the frame are gone: \`hadir jobs remove ID\`.`;
  return left === 0 ? done : `${done}\n${rest}`;
}

async function retryOne(all: readonly NamedDeadLetters[], id: string): Promise<void> {
  const { deadLetters } = await findDeadLetter(all, id);
  await deadLetters.retry(id).catch((error: unknown) => {
    const isGone = error instanceof Error && 'code' in error && error.code === 'conflict';
    if (!isGone) throw error;
    const message = `The bytes of frame ${id} are gone: it cannot be tried again.`;
    throw new CliError('frame-expired', message, `Remove it with \`hadir jobs remove ${id}\`.`, error);
  });
}

/** At most as many as had failed at the start: a job that fails again at once is not taken up for ever. */
async function retryAll(all: readonly NamedDeadLetters[]): Promise<Counts> {
  let [failed, retried] = [0, 0];
  for (const { deadLetters } of all) {
    const count = await deadLetters.count();
    failed += count;
    if (count > 0) retried += await deadLetters.retryAll(count);
  }
  return { retried, left: failed - retried };
}
