import type { LookAlikePair } from '@hadir/db';
import { pairKey } from '@hadir/domain';
import { expect, test } from 'vitest';
import { createLookAlikes } from './look-alikes.ts';

const pair = (studentAId: string, studentBId: string): LookAlikePair => ({
  ...{ id: 'pair', studentAId, studentBId, engine: 'deep', score: 0.6 },
  ...{ foundAt: new Date(0), checkedAt: new Date(0), dismissedAt: null, dismissedBy: null },
});

function reader(maxAgeMs?: number) {
  const asked: string[] = [];
  const failing = { isAway: false };
  const read = async (what: string): Promise<LookAlikePair[]> => {
    asked.push(what);
    if (failing.isAway) throw new Error('away');
    return [pair('ada', 'budi')];
  };
  const rows = { forCourse: (courseId: string) => read(courseId), all: () => read('all') };
  return { asked, failing, lookAlikes: createLookAlikes(rows, maxAgeMs) };
}

test('when a session is for a roster, then its pairs are read once for a while, and named in either order', async () => {
  const { asked, lookAlikes } = reader();
  const session = { courseId: 'c1', scope: 'roster' } as const;
  const [pairs] = await Promise.all([lookAlikes(session), lookAlikes(session)]);
  expect(pairs).toEqual(new Set([pairKey('budi', 'ada')]));
  expect(asked).toEqual(['c1']);
});

test('when a session is for the campus, then all pairs are read, whatever its course', async () => {
  const { asked, lookAlikes } = reader();
  for (const courseId of ['c1', 'c2']) await lookAlikes({ courseId, scope: 'campus' });
  expect(asked).toEqual(['all']);
});

test('when they are old, or could not be read, then they are read again', async () => {
  const session = { courseId: 'c1', scope: 'roster' } as const;
  const old = reader(-1);
  await old.lookAlikes(session);
  await old.lookAlikes(session);
  expect(old.asked).toHaveLength(2);
  const { failing, lookAlikes } = reader();
  failing.isAway = true;
  await expect(lookAlikes(session)).rejects.toThrow('away');
  failing.isAway = false;
  expect((await lookAlikes(session)).size).toBe(1);
});
