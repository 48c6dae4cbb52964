import { createHash, randomBytes } from 'node:crypto';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RuleViolation, UniqueViolation } from '../errors.ts';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import type { NewFirmwareRelease } from './firmware-releases.ts';

let schema: MigratedDatabase;
let db: Database;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());

function wanted(changes: Partial<NewFirmwareRelease> = {}): NewFirmwareRelease {
  const image = changes.image ?? randomBytes(1000);
  return {
    target: 'esp32',
    version: '1.0.0',
    size: image.length,
    sha256: createHash('sha256').update(image).digest('hex'),
    signature: randomBytes(72),
    keyFingerprint: 'a'.repeat(64),
    image,
    notes: null,
    rolloutPercent: 0,
    forced: false,
    createdBy: 'api-key:1',
    ...changes,
  };
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

test('when the largest image is written, then it is read back whole, and by no list', async () => {
  const image = randomBytes(0x1e0000);
  const release = await db.firmwareReleases.create(wanted({ image }));
  expect(release).not.toHaveProperty('image');
  expect(await db.firmwareReleases.find(release.id)).toEqual(release);
  expect((await db.firmwareReleases.list()).items).toEqual([release]);
  expect(await db.firmwareReleases.published()).toEqual([release]);
  expect((await db.firmwareReleases.image(release.id))?.equals(image)).toBe(true);
  expect(await db.firmwareReleases.image(NOBODY)).toBeUndefined();
});

test('when a version of a target is published again, then it is refused, even once withdrawn', async () => {
  const first = await db.firmwareReleases.create(wanted({ version: '2.0.0' }));
  const again = () => db.firmwareReleases.create(wanted({ version: '2.0.0' }));
  await expect(again()).rejects.toEqual(new UniqueViolation('version'));
  await db.firmwareReleases.withdraw(first.id, 'user:1');
  await expect(again()).rejects.toEqual(new UniqueViolation('version'));
  const other = await db.firmwareReleases.create(wanted({ version: '2.0.0', target: 'esp32s3' }));
  const { items } = await db.firmwareReleases.list({ target: 'esp32s3' });
  expect(items).toEqual([other]);
});

test('when a release is changed, then only what was named changes, and its last force counts', async () => {
  const { id } = await db.firmwareReleases.create(wanted({ version: '3.0.0', notes: 'quicker' }));
  expect(await db.firmwareReleases.update(id, { rolloutPercent: 10 })).toMatchObject({
    rolloutPercent: 10,
    notes: 'quicker',
    forcedAt: null,
  });
  const forced = await db.firmwareReleases.update(id, { forced: true });
  expect(forced?.forcedAt).toBeInstanceOf(Date);
  expect(await db.firmwareReleases.update(id, { notes: null })).toEqual({ ...forced, notes: null });
  await waitFor('a later moment', async () => {
    const again = await db.firmwareReleases.update(id, { forced: true });
    return Number(again?.forcedAt) > Number(forced?.forcedAt);
  });
  expect((await db.firmwareReleases.update(id, { forced: false }))?.forcedAt).toBeNull();
  expect(await db.firmwareReleases.update(NOBODY, { rolloutPercent: 10 })).toBeUndefined();
  const beyond = db.firmwareReleases.update(id, { rolloutPercent: 101 });
  await expect(beyond).rejects.toEqual(new RuleViolation('ck_firmware_releases__rollout_percent'));
});

test('when a release is withdrawn twice, then the first time counts and it is published no more', async () => {
  const { id } = await db.firmwareReleases.create(wanted({ version: '4.0.0' }));
  const at = new Date('2026-11-22T10:00:00Z');
  await db.firmwareReleases.withdraw(id, 'user:1', at);
  expect(await db.firmwareReleases.withdraw(id, 'user:2')).toMatchObject({
    withdrawnAt: at,
    withdrawnBy: 'user:1',
  });
  expect((await db.firmwareReleases.published()).map((one) => one.id)).not.toContain(id);
  expect(await db.firmwareReleases.withdraw(NOBODY, 'user:1')).toBeUndefined();
});

test('when the latest of a target is asked for, then what is withdrawn comes after what is not', async () => {
  expect(await db.firmwareReleases.latest('posix')).toBeUndefined();
  const first = await db.firmwareReleases.create(wanted({ target: 'posix', version: '1.0.0' }));
  const second = await db.firmwareReleases.create(wanted({ target: 'posix', version: '1.1.0' }));
  expect((await db.firmwareReleases.latest('posix'))?.id).toBe(second.id);
  await db.firmwareReleases.withdraw(second.id, 'user:1');
  expect((await db.firmwareReleases.latest('posix'))?.id).toBe(first.id);
  await db.firmwareReleases.withdraw(first.id, 'user:1');
  expect((await db.firmwareReleases.latest('posix'))?.id).toBe(second.id);
});

test('when releases are listed by pages, then the newest comes first and none twice', async () => {
  const { items } = await db.firmwareReleases.list();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof db.firmwareReleases.list>> = await db.firmwareReleases.list({
      limit: 2,
      cursor,
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(items.map(({ id }) => id));
  expect(seen).toEqual(seen.toSorted().toReversed());
});
