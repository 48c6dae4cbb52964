import type { PhotosDue } from '@hadir/db';
import { daysBefore, type RetentionAsk, type RetentionKind } from './retention-kind.ts';

const STEP = 200;

/** Photos of who is not enrolled any more, and photos that were rejected. */
export const photos: RetentionKind = {
  kind: 'photos',
  unit: 'photos',
  due: ({ database }, ask) => database.retention.countPhotosDue(dueBy(ask)),
  async forget({ database, objects }, ask) {
    const due = dueBy(ask);
    let deleted = 0;
    for (;;) {
      const some = await database.retention.photosDue(due, STEP);
      for (const { objectKey } of some) await objects.delete(objectKey);
      await database.retention.removePhotos(some.map(({ id }) => id));
      deleted += some.length;
      if (some.length < STEP) return { deleted, oldestLeftAt: null, isComplete: true };
      if (ask.isOver()) return { deleted, oldestLeftAt: some.at(-1)?.createdAt ?? null, isComplete: false };
    }
  },
};

function dueBy({ rules, now }: RetentionAsk): PhotosDue {
  return {
    consentEndedBefore: daysBefore(now, rules.photoGraceDays),
    rejectedBefore: daysBefore(now, rules.rejectedPhotoDays),
  };
}
