import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { templateContext } from '@hadir/contracts';
import { migrate, openDatabase } from '@hadir/db';
import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import { createObjectStore, createSecretBox, generateSecretKey } from '@hadir/platform';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

const templateKey = generateSecretKey('t1');
const image = Buffer.from('a photo'.repeat(1000));
const closing: (() => Promise<unknown>)[] = [];

let env: Record<string, string>;
let schema: TestDatabase;
let folder: string;

async function newSchema(): Promise<TestDatabase> {
  const made = await createTestDatabase();
  await migrate(made.url);
  closing.push(() => made.drop());
  return made;
}

beforeAll(async () => {
  schema = await newSchema();
  folder = await mkdtemp(join(tmpdir(), 'hadir-cli-backup-'));
  const server = await startFauxqs({ port: 0, logger: false });
  closing.push(() => server.stop());
  server.createBucket('backup');
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  env = {
    DATABASE_URL: schema.url,
    OBJECT_STORE_URL: pathToFileURL(join(folder, 'objects')).href,
    TEMPLATE_KEY_SECRET: templateKey,
    BACKUP_STORE_URL: `s3://backup/campus?endpoint=${endpoint}&forcePathStyle=true`,
    BACKUP_KEYS_URL: pathToFileURL(join(folder, 'keys')).href,
    BACKUP_KEY_SECRET: generateSecretKey('b1'),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  await enrolSiti();
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await rm(folder, { recursive: true });
});

async function enrolSiti(): Promise<void> {
  const database = await openDatabase({ url: schema.url, poolSize: 2 });
  const { id: studentId } = await database.students.create({ number: '20210001', name: 'Siti' });
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '1' });
  const objectKey = `students/${studentId}/photos/1.jpg`;
  const objects = createObjectStore(env.OBJECT_STORE_URL ?? '');
  await objects.put(objectKey, image, { contentType: 'image/jpeg' });
  const sha256 = createHash('sha256').update(image).digest('hex');
  const { id, photos } = await database.enrolments.create({ studentId, photos: [{ objectKey, sha256 }] });
  const photoId = photos[0]?.id ?? '';
  const box = createSecretBox(templateKey);
  const ciphertext = box.seal(Buffer.from('template'), templateContext(photoId, 'deep'));
  const template = { engine: 'deep', modelVersion: '1', keyId: box.keyId, ciphertext };
  await database.enrolments.finish(id, [
    { photoId, status: 'accepted', reason: null, measured: null, templates: [template] },
  ]);
  await database.close();
}

const run = (args: readonly string[], change: Readonly<Record<string, string>> = {}) =>
  runCliProcess(args, { ...env, ...change });

test('when a backup is made and restored elsewhere, then both say what they did, and the keys lie apart', async () => {
  const made = await run(['backup']);
  expect(made.stdout).toMatch(/People +1\n/);
  expect(made.stdout).toMatch(/Sent +1 \(/);
  expect(await readdir(join(folder, 'keys', 'keys'))).toHaveLength(1);
  const again = JSON.parse((await run(['backup', '--json'])).stdout);
  expect(again).toMatchObject({ people: 1, uploaded: 0, unchanged: 1 });
  const listed = (await run(['backup', '--list'])).stdout.trim().split('\n');
  expect(listed).toHaveLength(2);
  expect(listed[0]).toBe(again.manifestId);

  const database = await openDatabase({ url: schema.url, poolSize: 2 });
  const { items } = await database.audit.list({ subjectType: 'backup', subjectId: again.manifestId });
  await database.close();
  expect(items).toMatchObject([
    { actor: 'cli', action: 'backup.create', details: { people: 1, uploaded: 0, erased: 0 } },
  ]);

  const elsewhere = {
    DATABASE_URL: (await newSchema()).url,
    OBJECT_STORE_URL: pathToFileURL(join(folder, 'elsewhere')).href,
    TEMPLATE_KEY_SECRET: generateSecretKey('t9'),
  };
  const tried = await run(['restore', '--dry-run'], elsewhere);
  expect(tried).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Readable +1 \(1 photos, 1 templates\)/),
  });
  const restored = await run(['restore', '--manifest', listed[1] ?? '', '--json'], elsewhere);
  expect(JSON.parse(restored.stdout)).toMatchObject({ restored: 1, photos: 1, templates: 1, damaged: [] });
  const keys = await run(['template', 'keys', '--json'], elsewhere);
  expect(JSON.parse(keys.stdout).keys).toMatchObject([{ keyId: 't9', role: 'seals', rows: 1 }]);
});

test('when the database is not empty, then nothing is restored into it and the message says what to do', async () => {
  const { code, stderr } = await run(['restore']);
  expect(code).toBe(1);
  expect(stderr).toContain('The database has students or courses already.');
  expect(stderr).toContain('hadir db migrate');
});

test('when a backup of another database would push good ones out, then it is refused', async () => {
  const { code, stderr } = await run(['backup'], { DATABASE_URL: (await newSchema()).url });
  expect(code).toBe(1);
  expect(stderr).toContain('1 people of the last backup are missing');
  expect(stderr).toContain('--accept-missing');
});

test('when nothing is configured or the store is away, then the message names the variables', async () => {
  const unset = await runCliProcess(['backup'], {
    DATABASE_URL: schema.url,
    TEMPLATE_KEY_SECRET: templateKey,
  });
  expect(unset.stderr).toContain('BACKUP_KEY_SECRET is not set.\n  Set BACKUP_KEY_SECRET: docs/backup.md');
  const away = await run(['backup'], { BACKUP_STORE_URL: 's3://backup?endpoint=http://127.0.0.1:1' });
  expect(away.code).toBe(1);
  expect(away.stderr).toContain('An object store does not answer.');
});
