import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { argument, defineCommand, option, type Result } from '../../command/define-command.ts';
import { table } from '../../output/table.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openRedis } from '../../settings/open-redis.ts';
import { openStores } from '../backup/open-stores.ts';
import { findTraces, type Scanned, type Trace, type TraceStores } from './find-traces.ts';

/** Whole tables are read. */
const QUERY_TIMEOUT_MS = 15 * 60_000;
/** Shorter texts are part of many others. */
const word = z.string().trim().min(4, 'must have at least 4 characters');

export const privacyVerifyErasure = defineCommand({
  name: 'verify-erasure',
  summary: 'Look everywhere for somebody who was erased.',
  details:
    'Reads the database, Redis, the object store and, where BACKUP_STORE_URL is set, the backups; changes nothing. Exit code 1 when something is found that should be gone. What stays because it names nobody (the audit log, the receipt) is listed as such. Copies outside of these (snapshots, binary logs, versions of a bucket) are not looked at: docs/privacy.md names them.',
  examples: [
    '0192d1a0-0000-7000-8000-000000000001',
    '0192d1a0-0000-7000-8000-000000000001 --number 20210001 --name "Siti Rahma"',
  ],
  input: {
    id: argument('<id>', 'the id that the student had, or that of the receipt', z.uuid('must be a UUID')),
    number: option('--number <number>', 'look for this number, too', word.optional()),
    name: option('--name <name>', 'look for this name, too', word.optional()),
    email: option('--email <address>', 'look for this address, too', word.optional()),
  },
  async run({ id, number, name, email }, context) {
    const stores = await openTraceStores(context);
    const receipt = await stores.database.erasureReceipts.find(id);
    const subjectId = receipt?.subjectId ?? id;
    const words = [number, name, email].filter((one) => one !== undefined);
    const scanned = await findTraces(stores, { id: subjectId, words });
    return resultOf(subjectId, scanned, context, stores.backups !== undefined);
  },
});

async function openTraceStores(context: Context) {
  const { createObjectStore, createPersonTraces } = await import('@hadir/platform');
  const { settings } = context;
  const database = await openDatabase(context, { queryTimeoutMs: QUERY_TIMEOUT_MS });
  const stores = {
    database,
    personTraces: createPersonTraces(await openRedis(context)),
    objects: context.closeLater(createObjectStore(settings.need('OBJECT_STORE_URL'))),
    backups: settings.get('BACKUP_STORE_URL') ? await openStores(context) : undefined,
  };
  return stores satisfies TraceStores;
}

function resultOf(id: string, scanned: Scanned, { screen }: Context, hasBackups: boolean): Result {
  const { found, remains } = scanned;
  const columns = [
    { title: 'where', value: ({ place }: Trace) => place },
    { title: 'what', value: ({ what }: Trace) => what, flexible: true },
    { title: 'count', value: ({ count }: Trace) => String(count) },
  ];
  const lines = [
    ...(found.length === 0
      ? [`Nothing is left of ${id} that should be gone.`]
      : [`${found.length} places still name ${id}:`, '', table(found, columns, screen.width)]),
    ...(remains.length === 0
      ? []
      : ['', 'What stays, and names nobody:', '', table(remains, columns, screen.width)]),
    ...(hasBackups ? [] : ['', 'BACKUP_STORE_URL is not set: backups were not looked at.']),
  ];
  return { json: { id, ...scanned, hasBackups }, text: lines.join('\n'), ok: found.length === 0 };
}
