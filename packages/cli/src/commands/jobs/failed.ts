import { z } from 'zod';
import { UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields } from '../../command/fields.ts';
import { moreLine } from '../../output/more-line.ts';
import { table } from '../../output/table.ts';
import { type NamedDeadLetter, type NamedDeadLetters, openDeadLetters, queueNames } from './dead-letters.ts';

type Position = { readonly queueAt: number; readonly cursor: string | undefined };
type Page = { readonly items: readonly NamedDeadLetter[]; readonly nextCursor: string | null };

export const jobsFailed = defineCommand({
  name: 'failed',
  summary: 'List jobs that were given up.',
  details: 'Oldest first. Their frames or photos are kept until they are tried again or removed.',
  examples: ['', '--queue identify-frame --limit 10'],
  input: {
    queue: option(
      '--queue <name>',
      `only this queue: ${queueNames.join(', ')}`,
      oneOf(queueNames).optional(),
    ),
    ...pageFields,
  },
  async run({ queue, limit, cursor }, context) {
    const page = await readPage(await openDeadLetters(context, queue), limit, cursor);
    return { json: page, text: page.items.length === 0 ? 'No job has failed.' : describe(page) };

    function describe({ items, nextCursor }: Page): string {
      const columns = [
        { title: 'failed', value: (job: NamedDeadLetter) => context.time.dateTime(job.failedAt) },
        { title: 'queue', value: (job: NamedDeadLetter) => job.queue },
        { title: 'id', value: (job: NamedDeadLetter) => job.jobId },
        { title: 'reason', value: (job: NamedDeadLetter) => job.reason, flexible: true },
      ];
      const next = 'Try one again with `hadir jobs retry ID`, all with `hadir jobs retry --all`.';
      return [table(items, columns, context.screen.width), '', ...moreLine(nextCursor), next].join('\n');
    }
  },
});

/** One queue after the other; a cursor is the queue's place and the cursor within it. */
async function readPage(
  all: readonly NamedDeadLetters[],
  limit: number,
  cursor: string | undefined,
): Promise<Page> {
  const items: NamedDeadLetter[] = [];
  let position: Position | undefined = parsePosition(cursor);
  while (position && items.length < limit) {
    const named = all[position.queueAt];
    if (!named) return { items, nextCursor: null };
    const left = limit - items.length;
    const page = await named.deadLetters.list({
      limit: left,
      ...(position.cursor === undefined ? {} : { cursor: position.cursor }),
    });
    items.push(...page.items.map((letter) => ({ ...letter, queue: named.queue })));
    position = nextPosition(position, page.nextCursor, all.length);
  }
  return { items, nextCursor: position ? `${position.queueAt}.${position.cursor ?? ''}` : null };
}

function nextPosition(
  { queueAt }: Position,
  nextCursor: string | null,
  queues: number,
): Position | undefined {
  if (nextCursor !== null) return { queueAt, cursor: nextCursor };
  return queueAt + 1 < queues ? { queueAt: queueAt + 1, cursor: undefined } : undefined;
}

function parsePosition(cursor: string | undefined): Position {
  if (cursor === undefined) return { queueAt: 0, cursor: undefined };
  const parsed = /^(\d)\.(.*)$/.exec(cursor);
  if (!parsed) throw new UsageError('--cursor was not made by this list.', 'Start again without --cursor.');
  return { queueAt: Number(parsed[1]), cursor: z.string().min(1).safeParse(parsed[2]).data };
}
