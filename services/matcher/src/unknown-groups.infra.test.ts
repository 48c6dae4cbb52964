import { randomUUID } from 'node:crypto';
import { closeRedis, createSecretBox, generateSecretKey, type Redis } from '@hadir/platform';
import type { Template } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRedis } from './testing/open-redis.ts';
import { createUnknownGroups } from './unknown-groups.ts';

let redis: Redis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => closeRedis(redis));

const parts = [{ engine: 'deep', modelVersion: '1' }] as const;
/** A face is a number here, and two are alike when their numbers are near. */
const engine = {
  parts,
  compare: ([a]: readonly Template[], [b]: readonly Template[]) =>
    a && b ? 1 - Math.abs((a.data[0] ?? 0) - (b.data[0] ?? 0)) / 10 : 0,
  serializeTemplate: ({ data }: Template) => Buffer.from(`face-${data[0]}`),
  parseTemplate: (_engine: 'sift' | 'deep', bytes: Buffer) => someone(Number(bytes.toString().slice(5)))[0],
};
const someone = (face: number, modelVersion = '1'): [Template] => [
  { engine: 'deep', modelVersion, data: Uint8Array.of(face) },
];
const templateBox = createSecretBox(generateSecretKey('t1'));
const groupsWith = (box = templateBox) =>
  createUnknownGroups({ redis, engine, templateBox: box, alikeFrom: 0.7 });

test('when presentations of a session show a face again, then they are one group, and a stranger is another', async () => {
  const [session, one, again, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const groups = groupsWith();
  expect(await groups.find(one)).toBeNull();
  expect(await groups.assign(session, one, someone(10))).toBe(one);
  expect(await groups.assign(session, other, someone(90))).toBe(other);
  expect(await groups.assign(session, again, someone(12))).toBe(one);
  expect(await groups.find(again)).toBe(one);
});

test('when several groups are near, then the nearest is taken', async () => {
  const [session, far, near] = [randomUUID(), randomUUID(), randomUUID()];
  const groups = groupsWith();
  await groups.assign(session, far, someone(10));
  await groups.assign(session, near, someone(14));
  expect(await groups.assign(session, randomUUID(), someone(13))).toBe(near);
});

test('when a presentation is put to a group twice, or two frames of it at once, then it stays in one', async () => {
  const [session, one] = [randomUUID(), randomUUID()];
  const groups = groupsWith();
  const both = await Promise.all([1, 2].map(() => groups.assign(session, one, someone(10))));
  expect(both).toEqual([one, one]);
  expect(await groups.assign(session, one, someone(90))).toBe(one);
});

test('when it is another session, then nobody is looked for there', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const groups = groupsWith();
  await groups.assign(randomUUID(), one, someone(10));
  expect(await groups.assign(randomUUID(), other, someone(10))).toBe(other);
});

test('when faces are kept, then they are sealed, are 64 at most and go within four hours', async () => {
  const session = randomUUID();
  const groups = groupsWith();
  for (let face = 0; face < 70; face += 1)
    await groups.assign(session, randomUUID(), someone((face * 3) % 256));
  const key = `hadir:unknown-faces:${session}`;
  expect(await redis.hlen(key)).toBeLessThanOrEqual(64);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(4 * 3_600_000);
  expect(await redis.pttl(key)).toBeGreaterThan(3 * 3_600_000);
  const sealed = Object.values(await redis.hgetall(key)).map((text) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );
  expect(sealed.some((text) => text.includes('face') || text.includes('deep'))).toBe(false);
});

test('when a kept face is of another model, or its key is gone, then it is like nobody', async () => {
  const [session, one, other] = [randomUUID(), randomUUID(), randomUUID()];
  await groupsWith().assign(session, one, someone(10, 'old'));
  expect(await groupsWith().assign(session, other, someone(10))).toBe(other);
  const third = randomUUID();
  expect(await groupsWith(createSecretBox(generateSecretKey('t2'))).assign(session, third, someone(10))).toBe(
    third,
  );
});
