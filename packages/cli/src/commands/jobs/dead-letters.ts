import { type JobDefinition, jobs } from '@hadir/contracts';
import type { DeadLetter, DeadLetters } from '@hadir/platform';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { openRedis } from '../../settings/open-redis.ts';

const definitions: readonly JobDefinition[] = Object.values(jobs);
export const queueNames = definitions.map(({ queue }) => queue) as [string, ...string[]];

export type NamedDeadLetters = { readonly queue: string; readonly deadLetters: DeadLetters };
export type NamedDeadLetter = DeadLetter & { readonly queue: string };

/** The dead letters of `queue`, or of every queue. */
export async function openDeadLetters(
  context: Context,
  queue: string | undefined,
): Promise<NamedDeadLetters[]> {
  const { createDeadLetters } = await import('@hadir/platform');
  const redis = await openRedis(context);
  return definitions
    .filter((definition) => queue === undefined || definition.queue === queue)
    .map((definition) => ({
      queue: definition.queue,
      deadLetters: context.closeLater(createDeadLetters(redis, definition)),
    }));
}

/** The dead letter of this id in whichever queue holds it. */
export async function findDeadLetter(
  all: readonly NamedDeadLetters[],
  jobId: string,
): Promise<NamedDeadLetters & { readonly letter: DeadLetter }> {
  for (const named of all) {
    const letter = await named.deadLetters.show(jobId).catch(notFound);
    if (letter) return { ...named, letter };
  }
  throw new CliError(
    'not-found',
    `No failed job has the id ${jobId}.`,
    'List them with `hadir jobs failed`.',
  );
}

function notFound(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'not-found') return undefined;
  throw error;
}
