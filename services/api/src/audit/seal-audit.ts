import { AUDIT_HEADS_PREFIX, auditHeadKey, jobs } from '@hadir/contracts';
import type { Anchor, AuditHead, Database } from '@hadir/db';
import { AppError, type Log, type ObjectStore } from '@hadir/platform';
import { z } from 'zod';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';

export type SealAuditDeps = {
  readonly database: Pick<Database, 'audit'>;
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
  readonly log: Log;
};

/** Entries wait so long, so that most of those that were begun earlier have been committed and take their places in order. */
const LAG_MS = 5000;
const MOST_ANCHORS = 4000;

const StoredHead = z.object({ seq: z.int(), hash: z.string(), at: z.string() });

/** Seals what has been written, and keeps the head of the chain outside the database: one object for each day. May run twice. */
export async function sealAudit(
  { database, objects, log }: SealAuditDeps,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    const head = await database.audit.seal(new Date(Date.now() - LAG_MS));
    if (!head) break;
    log.info('audit log sealed', { seq: head.seq, hash: head.hash, entries: head.entries });
    if (signal?.aborted) break;
  }
  const head = await database.audit.head();
  if (head) await keepHead(objects, head);
}

/** A head that is kept already is not written again; one of a longer chain is never replaced by that of a shorter one. */
async function keepHead(objects: SealAuditDeps['objects'], { seq, hash, at }: AuditHead): Promise<void> {
  const key = auditHeadKey(at.toISOString().slice(0, 10));
  const kept = await objects.get(key).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  });
  if (kept && StoredHead.parse(JSON.parse(kept.toString())).seq >= seq) return;
  const text = JSON.stringify({ seq, hash, at: at.toISOString() });
  await objects.put(key, Buffer.from(text), { contentType: 'application/json' });
}

/** The heads that are kept outside the database. */
export async function readAnchors(objects: Pick<ObjectStore, 'list' | 'get'>): Promise<Anchor[]> {
  const anchors: Anchor[] = [];
  let cursor: string | undefined;
  do {
    const page = await objects.list(AUDIT_HEADS_PREFIX, { limit: 500, ...(cursor && { cursor }) });
    for (const key of page.keys) {
      const { seq, hash } = StoredHead.parse(JSON.parse((await objects.get(key)).toString()));
      anchors.push({ seq, hash });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && anchors.length < MOST_ANCHORS);
  return anchors;
}

export const sealAuditJob: ScheduledJob = {
  job: jobs.sealAudit,
  cron: '* * * * *',
  run: (deps, signal) => sealAudit(deps, signal),
};
