import { sql } from '@hadir/local-stack/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../../testing/open-test-database.ts';
import type { Anchor } from './verify-chain.ts';

let schema: MigratedDatabase;
beforeEach(async () => {
  schema = await openTestDatabase();
});
afterEach(() => schema.drop());

const later = () => new Date(Date.now() + 60_000);

async function append(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await schema.db.audit.append({
      actor: 'user:1',
      action: 'course.update',
      subjectType: 'course',
      subjectId: `c${at}`,
      details: { b: at, a: 'x', isLast: at === count - 1, none: null, share: 0.1 },
    });
  }
}

async function sealed(count: number): Promise<void> {
  await append(count);
  await schema.db.audit.seal(later());
}
const verify = (anchors?: readonly Anchor[]) => schema.db.audit.verify({ anchors });

test('when nothing was sealed, then the chain is intact and says what waits', async () => {
  await append(2);
  expect(await verify()).toEqual({
    isIntact: true,
    checked: 0,
    unsealed: 2,
    head: null,
    anchors: 0,
    problems: [],
  });
});

test('when entries are sealed in several runs, then each has one place, and the chain is intact', async () => {
  await sealed(3);
  await sealed(4);
  expect(await schema.db.audit.seal(later())).toBeUndefined();
  const { items } = await schema.db.audit.list();
  expect(items.map(({ seq }) => seq)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(items[5]?.prevHash).toBe(items[6]?.hash);
  expect(await verify()).toMatchObject({ isIntact: true, checked: 7, unsealed: 0, anchors: 2 });
});

test('when an entry is younger than the lag, then it waits', async () => {
  await append(1);
  expect(await schema.db.audit.seal(new Date(Date.now() - 5000))).toBeUndefined();
  expect((await verify()).unsealed).toBe(1);
});

test('when two processes seal at once, again and again, then no place is given twice and none is left out', async () => {
  const other = await openDatabase({ url: schema.url, poolSize: 2 });
  await append(30);
  const runs = await Promise.all(
    Array.from({ length: 6 }, (_, at) => (at % 2 ? other : schema.db).audit.seal(later())),
  );
  expect(runs.reduce((sum, head) => sum + (head?.entries ?? 0), 0)).toBe(30);
  expect(await verify()).toMatchObject({ isIntact: true, checked: 30, unsealed: 0 });
  await other.close();
});

test('when more entries wait than one run takes, then later runs go on', async () => {
  const rows = Array.from(
    { length: 1203 },
    (_, at) =>
      `('${String(at).padStart(36, '0')}', '2025-01-01 00:00:00.000', 'user:1', 'a.b', 'a', '${at}', '{}')`,
  );
  await sql(
    schema.url,
    `INSERT INTO audit_log (id, at, actor, action, subject_type, subject_id, details) VALUES ${rows.join(',')}`,
  );
  const taken: number[] = [];
  for (let head = await schema.db.audit.seal(later()); head; head = await schema.db.audit.seal(later())) {
    taken.push(head.entries);
  }
  expect(taken).toEqual([500, 500, 203]);
  expect(await verify()).toMatchObject({ isIntact: true, checked: 1203 });
  expect(await schema.db.audit.verify({ newest: 100 })).toMatchObject({ isIntact: true, checked: 100 });
});

test.each([
  ['changed', "UPDATE audit_log SET actor = 'user:2' WHERE seq = 3", 3],
  ['changed', `UPDATE audit_log SET details = '{"b":9}' WHERE seq = 3`, 3],
  ['changed', 'UPDATE audit_log SET at = DATE_SUB(at, INTERVAL 1 DAY) WHERE seq = 3', 3],
  ['removed', 'DELETE FROM audit_log WHERE seq = 3', 3],
  ['cut', 'DELETE FROM audit_log WHERE seq > 3', 4],
  ['cut', 'DELETE FROM audit_log', 1],
] as const)('when rows are %s by %s, then the place is told', async (problem, statement, seq) => {
  await sealed(6);
  await sql(schema.url, statement);
  const { isIntact, problems } = await verify();
  expect(isIntact).toBe(false);
  expect(problems).toContainEqual({ seq, problem });
});

test('when two entries change places, then both are told', async () => {
  await sealed(6);
  await sql(
    schema.url,
    `UPDATE audit_log SET seq = 99 WHERE seq = 2; UPDATE audit_log SET seq = 2 WHERE seq = 3;
     UPDATE audit_log SET seq = 3 WHERE seq = 99`,
  );
  const { problems } = await verify();
  expect(problems).toContainEqual({ seq: 2, problem: 'changed' });
  expect(problems).toContainEqual({ seq: 3, problem: 'reordered' });
});

test('when a row is put in with a place of its own, then it does not fit', async () => {
  await sealed(3);
  await sql(
    schema.url,
    `INSERT INTO audit_log (id, at, actor, action, subject_type, subject_id, details, seq, prev_hash, hash, sealed_at)
     SELECT UUID(), at, 'user:9', action, subject_type, subject_id, details, 4, prev_hash, hash, sealed_at
     FROM audit_log WHERE seq = 3`,
  );
  const { problems } = await verify();
  expect(problems).toContainEqual({ seq: 4, problem: 'reordered' });
  expect(problems).toContainEqual({ seq: 4, problem: 'changed' });
});

test('when rows and heads are cut together, then only a head that is kept elsewhere tells', async () => {
  await sealed(3);
  const head = await (async () => {
    await append(2);
    return schema.db.audit.seal(later());
  })();
  await sql(schema.url, 'DELETE FROM audit_log WHERE seq > 3; DELETE FROM audit_heads WHERE seq > 3');
  expect((await verify()).isIntact).toBe(true);
  const anchor = { seq: head?.seq ?? 0, hash: head?.hash ?? '' };
  expect((await verify([anchor])).problems).toEqual([{ seq: 4, problem: 'cut' }]);
  await sealed(2);
  expect((await verify([anchor])).problems).toEqual([{ seq: 5, problem: 'rewritten' }]);
});

test('when the tail was cut, then what is sealed later does not cover it', async () => {
  await sealed(5);
  await sql(schema.url, 'DELETE FROM audit_log WHERE seq > 3');
  await sealed(2);
  const { problems } = await verify();
  expect(problems).toEqual([
    { seq: 4, problem: 'removed' },
    { seq: 5, problem: 'removed' },
  ]);
});
