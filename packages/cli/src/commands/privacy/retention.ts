import { z } from 'zod';
import { pageOf } from '../../api/models.ts';
import { UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option, type Result } from '../../command/define-command.ts';
import { flag, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { table } from '../../output/table.ts';
import { RetentionDue, RetentionRun } from './privacy-models.ts';

const path = '/v1/retention';

export const privacyRetention = defineCommand({
  name: 'retention',
  summary: 'Show what was deleted for its age, or what would be.',
  details:
    'The api deletes by itself every hour. How long each kind stays is in `hadir settings show`. Exit code 1 when a run that is shown failed.',
  examples: ['', '--dry-run', '--run', '--kind evidence --limit 5'],
  input: {
    dryRun: option('--dry-run', 'count what the next run would delete', flag),
    run: option('--run', 'delete now (for administrators)', flag),
    kind: option('--kind <kind>', 'unknown-crops, evidence, sightings or photos', text.optional()),
    ...pageFields,
  },
  async run({ dryRun, run, kind, ...page }, context) {
    if (dryRun && run) throw new UsageError('--dry-run and --run exclude each other.', 'Give one of them.');
    if (dryRun) return dueResult(context);
    if (run) {
      const done = await context.api.send(
        { method: 'POST', path: `${path}/runs` },
        z.object({ runs: z.array(RetentionRun) }),
      );
      return runsResult(context, { items: done.runs, nextCursor: null });
    }
    return runsResult(
      context,
      await context.api.get(`${path}/runs`, pageOf(RetentionRun), { kind, ...page }),
    );
  },
});

async function dueResult({ api, screen }: Context): Promise<Result> {
  const answer = await api.get(`${path}/due`, RetentionDue);
  const columns = [
    { title: 'kind', value: ({ kind }: { kind: string }) => kind },
    { title: 'due', value: ({ due, unit }: { due: number; unit: string }) => `${due} ${unit}` },
  ];
  const rules = Object.entries(answer.rules).map(([name, value]) => `${name} ${value}`);
  const text = `${table(answer.due, columns, screen.width)}\n\nRules: ${rules.join(', ')}`;
  return { json: answer, text };
}

type Runs = { readonly items: readonly RetentionRun[]; readonly nextCursor: string | null };

function runsResult(context: Context, runs: Runs): Result {
  const { time } = context;
  const columns = [
    { title: 'when', value: ({ startedAt }: RetentionRun) => time.dateTime(startedAt) },
    { title: 'kind', value: ({ kind }: RetentionRun) => kind },
    { title: 'deleted', value: ({ deleted }: RetentionRun) => String(deleted) },
    {
      title: 'oldest left',
      value: ({ oldestLeftAt }: RetentionRun) => (oldestLeftAt ? time.dateTime(oldestLeftAt) : '–'),
    },
    {
      title: 'result',
      value: ({ error, isComplete }: RetentionRun) => error ?? (isComplete ? 'done' : 'goes on'),
      flexible: true,
    },
  ];
  const result = listResult(context, runs, columns, 'No run of retention yet.');
  return { ...result, ok: runs.items.every(({ error }) => error === null) };
}
