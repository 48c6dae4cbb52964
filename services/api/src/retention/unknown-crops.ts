import { UNKNOWN_PREFIX } from '@hadir/contracts';
import {
  type Forgotten,
  hoursBefore,
  type RetentionAsk,
  type RetentionDeps,
  type RetentionKind,
} from './retention-kind.ts';

const PAGE = 500;

type Crop = { readonly key: string; readonly storedAt: Date };

/** Crops of faces that nobody knows. The store knows their age, so none is missed whatever became of its row. */
export const unknownCrops: RetentionKind = {
  kind: 'unknown-crops',
  unit: 'crops',
  async due(deps, { rules, now, isOver }) {
    const storedBefore = hoursBefore(now, rules.unknownCropHours);
    let due = 0;
    for await (const page of pagesOf(deps)) {
      due += page.filter(({ storedAt }) => storedAt < storedBefore).length;
      if (isOver()) break;
    }
    return due;
  },
  forget: forgetUnknownCrops,
};

async function forgetUnknownCrops(
  deps: RetentionDeps,
  { rules, now, isOver }: RetentionAsk,
): Promise<Forgotten> {
  const storedBefore = hoursBefore(now, rules.unknownCropHours);
  let deleted = 0;
  let oldestLeftAt: Date | null = null;
  for await (const page of pagesOf(deps)) {
    const old = page.filter(({ storedAt }) => storedAt < storedBefore);
    await forgetPage(deps, old);
    deleted += old.length;
    oldestLeftAt = older(
      oldestLeftAt,
      page.filter((crop) => !old.includes(crop)),
    );
    if (isOver()) return { deleted, oldestLeftAt, isComplete: false };
  }
  return { deleted, oldestLeftAt, isComplete: true };
}

function older(known: Date | null, crops: readonly Crop[]): Date | null {
  const times = crops.map(({ storedAt }) => storedAt.getTime());
  return times.length === 0
    ? known
    : new Date(Math.min(known?.getTime() ?? Number.POSITIVE_INFINITY, ...times));
}

async function forgetPage({ objects, database }: RetentionDeps, old: readonly Crop[]): Promise<void> {
  for (const { key } of old) await objects.delete(key);
  for (const sessionId of new Set(old.map(({ key }) => sessionOf(key)))) {
    const keys = old.flatMap(({ key }) => (sessionOf(key) === sessionId ? [key] : []));
    await database.retention.forgetEvidence(sessionId, keys);
  }
}

async function* pagesOf({ objects }: RetentionDeps): AsyncGenerator<Crop[]> {
  let cursor: string | null | undefined;
  do {
    const { keys, nextCursor } = await objects.list(UNKNOWN_PREFIX, {
      limit: PAGE,
      ...(cursor && { cursor }),
    });
    const crops: Crop[] = [];
    for (const key of keys) {
      const head = await objects.head(key);
      if (head) crops.push({ key, storedAt: head.modifiedAt });
    }
    yield crops;
    cursor = nextCursor;
  } while (cursor);
}

/** `unknown/<session>/<frame>-<face>.jpg` */
function sessionOf(key: string): string {
  return key.slice(UNKNOWN_PREFIX.length).split('/')[0] ?? '';
}
