import type { BackupStores } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { ObjectStore, PersonTraces } from '@hadir/platform';

/** Where something that names the person is, and how many of it. */
export type Trace = { readonly place: string; readonly what: string; readonly count: number };

export type Scanned = {
  /** What should be gone. */
  readonly found: readonly Trace[];
  /** What names the person by an id that leads nowhere, and stays. */
  readonly remains: readonly Trace[];
};

export type TraceStores = {
  readonly database: Pick<Database, 'traces'>;
  readonly personTraces: Pick<PersonTraces, 'find'>;
  readonly objects: Pick<ObjectStore, 'list'>;
  readonly backups?: BackupStores<Pick<ObjectStore, 'list'>> | undefined;
};

export type Wanted = {
  readonly id: string;
  /** Number, name, address: what nothing at all may hold. */
  readonly words: readonly string[];
};

type Judged = Trace & { readonly stays: boolean };

const PAGE = 1000;

/** Looks for an erased person in the database, Redis, the object store and the backups. Changes nothing. */
export async function findTraces(stores: TraceStores, wanted: Wanted): Promise<Scanned> {
  const { objects, backups } = stores;
  const all: Judged[] = [
    ...(await inDatabase(stores, wanted)),
    ...(await inRedis(stores, wanted)),
    ...(await inStore('object store', objects, wanted)),
    ...(backups ? await inStore('backups', backups.objects, wanted) : []),
    ...(backups && backups.keys !== backups.objects
      ? await inStore('keys of backups', backups.keys, wanted)
      : []),
  ];
  const bare = ({ stays, ...trace }: Judged): Trace => trace;
  return {
    found: all.filter(({ stays }) => !stays).map(bare),
    remains: all.filter(({ stays }) => stays).map(bare),
  };
}

/** The audit log and receipts keep the id, and nothing else of the person. */
const KEEP_THE_ID = new Set(['audit_log', 'erasure_receipts']);

async function inDatabase({ database }: TraceStores, { id, words }: Wanted): Promise<Judged[]> {
  const rows = await database.traces.find([id, ...words]);
  return rows.map(({ table, column, text, rows: count }) => ({
    place: 'database',
    what: `${table}.${column}${text === id ? '' : ` holds "${text}"`}`,
    count,
    stays: text === id && KEEP_THE_ID.has(table),
  }));
}

/** Jobs of the erasure itself: they end within minutes, and are remembered for an hour. */
const JOB_OF_ERASURE = /^hadir:sweep-erased/;

async function inRedis({ personTraces }: TraceStores, { id, words }: Wanted): Promise<Judged[]> {
  const traces = await personTraces.find([id, ...words]);
  return traces.map(({ key, where }) => ({
    place: 'Redis',
    what: where === 'key' ? key : `${key} (its value)`,
    count: 1,
    stays: JOB_OF_ERASURE.test(key),
  }));
}

/** Names of objects: their content is sealed or an image, and lies under the id of the person whom it shows. */
async function inStore(
  place: string,
  store: Pick<ObjectStore, 'list'>,
  { id, words }: Wanted,
): Promise<Judged[]> {
  const found: Judged[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await store.list('', { limit: PAGE, ...(cursor && { cursor }) });
    for (const key of page.keys) {
      if ([id, ...words].some((text) => key.includes(text)))
        found.push({ place, what: key, count: 1, stays: false });
    }
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}
