import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templateContext } from '@hadir/contracts';
import { type Database, migrate, openDatabase, type SealedRow } from '@hadir/db';
import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import { createSecretBox, generateSecretKey, type SecretBox } from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';
import { resealRows } from './reseal-rows.ts';

const [oldKey, newKey] = [generateSecretKey('k1'), generateSecretKey('k2')];
const oldBox = createSecretBox(oldKey);
const newBox = createSecretBox(`${newKey},${oldKey}`);
const folder = mkdtempSync(join(tmpdir(), 'hadir-rotate-'));

let schema: TestDatabase;
let database: Database;
beforeAll(async () => {
  schema = await createTestDatabase();
  await migrate(schema.url);
  database = await openDatabase({ url: schema.url, poolSize: 4 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.close();
  await schema.drop();
});

let courseId: string;
let count = 0;
beforeEach(async () => {
  const rows = await allRows();
  for (const { boundTo } of rows) await database.students.remove(await studentOf(boundTo[0] ?? ''));
  courseId = (await database.courses.create({ code: `R${count}`, name: 'Rotation' })).id;
});

const students = new Map<string, string>();
const studentOf = async (photoId: string): Promise<string> => students.get(photoId) ?? '';

async function allRows(): Promise<SealedRow[]> {
  const rows: SealedRow[] = [];
  for (let after = ''; ; after = rows.at(-1)?.id ?? '') {
    const batch = await database.sealedRows.batch({ table: 'templates', exceptKeyId: '', after, limit: 200 });
    rows.push(...batch);
    if (batch.length < 200) return rows;
  }
}

/** A student with one template for each of `engines`, sealed by `box`; answers the photo. */
async function enrol(box: SecretBox, engines: readonly string[] = ['sift']): Promise<string> {
  const number = `R-${count++}`;
  const { id: studentId } = await database.students.create({ number, name: 'Ada' });
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '1' });
  await database.rosters.add(courseId, [studentId]);
  const { id, photos } = await database.enrolments.create({
    studentId,
    photos: [{ objectKey: `students/${studentId}/1`, sha256: '0'.repeat(64) }],
  });
  const photoId = photos[0]?.id ?? '';
  students.set(photoId, studentId);
  const templates = engines.map((engine) => ({
    engine,
    modelVersion: '1',
    keyId: box.keyId,
    ciphertext: box.seal(plainOf(photoId, engine), templateContext(photoId, engine)),
  }));
  await database.enrolments.finish(id, [
    { photoId, status: 'accepted', reason: null, measured: null, templates },
  ]);
  return photoId;
}

const plainOf = (photoId: string, engine: string): Buffer => Buffer.from(`${photoId} by ${engine}`);

async function expectAllUnder(keyId: string): Promise<void> {
  const only = createSecretBox(keyId === 'k2' ? newKey : oldKey);
  for (const { keyId: used, ciphertext, boundTo } of await allRows()) {
    const [photoId = '', engine = ''] = boundTo;
    expect(used).toBe(keyId);
    expect(only.open(ciphertext, templateContext(photoId, engine))).toEqual(plainOf(photoId, engine));
  }
}

const quiet = () => undefined;
const reseal = (change: Partial<Parameters<typeof resealRows>[0]> = {}, dryRun = false) =>
  resealRows({ sealedRows: database.sealedRows, box: newBox, onProgress: quiet, ...change }, ['templates'], {
    dryRun,
  });

describe('sealing rows anew', () => {
  test('when there are more rows than a batch holds, then each is under the new key and opens to what it was', async () => {
    for (let person = 0; person < 70; person++) await enrol(oldBox, ['sift', 'deep']);
    const progress: number[] = [];
    const done = await reseal({ onProgress: ({ resealed }) => progress.push(resealed) });
    expect(done).toMatchObject({ resealed: 140, changedMeanwhile: 0, unreadableCount: 0 });
    expect(progress.slice(0, 3)).toEqual([64, 128, 140]);
    await expectAllUnder('k2');
    expect(await reseal()).toMatchObject({ resealed: 0 });
  });

  test('when it is only tried, then rows are opened and none is written', async () => {
    await enrol(oldBox);
    expect(await reseal({}, true)).toMatchObject({ resealed: 1 });
    await expectAllUnder('k1');
  });

  test('when it is stopped, then what was done stays done and the next call does the rest', async () => {
    for (let person = 0; person < 70; person++) await enrol(oldBox);
    const stop = new AbortController();
    const done = await reseal({ onProgress: () => stop.abort(), stopped: stop.signal });
    expect(done.resealed).toBe(64);
    expect(await reseal()).toMatchObject({ resealed: 6 });
    await expectAllUnder('k2');
  });

  test('when a template is written anew between reading and replacing, then the newer one is kept and sealed anew', async () => {
    const photoId = await enrol(oldBox);
    const newer = Buffer.from('a newer template');
    let raced = false;
    const sealedRows = {
      ...database.sealedRows,
      replace: async (...given: Parameters<typeof database.sealedRows.replace>) => {
        const [row] = given;
        const again = { keyId: 'k1', ciphertext: oldBox.seal(newer, templateContext(photoId, 'sift')) };
        if (!raced) await database.sealedRows.replace(row, again);
        raced = true;
        return database.sealedRows.replace(...given);
      },
    };
    expect(await reseal({ sealedRows })).toMatchObject({ resealed: 1, changedMeanwhile: 1 });
    const [row] = await allRows();
    expect(row?.keyId).toBe('k2');
    expect(row && newBox.open(row.ciphertext, templateContext(photoId, 'sift'))).toEqual(newer);
  });

  test('when a template is written with the old key while it runs, then it is found as well', async () => {
    await enrol(oldBox);
    let late = 0;
    const onProgress = () => {
      late += 1;
    };
    const sealedRows = {
      ...database.sealedRows,
      replace: async (...given: Parameters<typeof database.sealedRows.replace>) => {
        const done = await database.sealedRows.replace(...given);
        if (late === 0) await enrol(oldBox);
        return done;
      },
    };
    expect(await reseal({ sealedRows, onProgress })).toMatchObject({ resealed: 2 });
    await expectAllUnder('k2');
  });

  test('when two run at once, then every row is sealed anew once', async () => {
    for (let person = 0; person < 20; person++) await enrol(oldBox);
    const [one, other] = await Promise.all([reseal(), reseal()]);
    expect(one.resealed + other.resealed).toBe(20);
    await expectAllUnder('k2');
  });

  test('when no key opens a row, then it stays as it is and is told', async () => {
    const lost = createSecretBox(generateSecretKey('lost'));
    await enrol(lost);
    const [before] = await allRows();
    const done = await reseal();
    expect(done).toMatchObject({ resealed: 0, unreadableCount: 1 });
    expect(done.unreadable).toEqual([{ table: 'templates', id: before?.id, keyId: 'lost' }]);
    expect(await allRows()).toEqual([before]);
  });
});

describe('hadir template', () => {
  const run = (args: readonly string[], keys: string) =>
    runCliProcess(['template', ...args], { DATABASE_URL: schema.url, TEMPLATE_KEY_SECRET: keys });

  test('when keys are rotated, then it is said which key can be dropped, and it is in the audit', async () => {
    await enrol(oldBox);
    await enrol(newBox);
    const before = await run(['keys'], `${newKey},${oldKey}`);
    expect(before.stdout).toMatch(/k2\s+seals\s+1\n/);
    expect(before.stdout).toMatch(/k1\s+opens\s+1\n/);
    expect(before.stdout).toContain('1 rows still need "k1"');
    const dry = await run(['rotate-keys', '--dry-run'], `${newKey},${oldKey}`);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('Would seal 1 rows') });
    const done = await run(['rotate-keys', '--json'], `${newKey},${oldKey}`);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      keyId: 'k2',
      resealed: 1,
      droppable: ['k1'],
      stillNeeded: [],
    });
    await expectAllUnder('k2');
    const audit = await database.audit.list({ subjectType: 'template', subjectId: 'k2' });
    expect(audit.items).toMatchObject([{ action: 'template.rotate-keys', details: { rows: 1 } }]);
  });

  test('when a key is missing, then it exits 1, names the rows and their key, and shows no key', async () => {
    await enrol(oldBox);
    const { code, stdout } = await run(['rotate-keys'], newKey);
    expect(code).toBe(1);
    expect(stdout).toContain('1 rows are opened by no key that is set');
    expect(stdout).toMatch(/k1\s+not set\s+1\n/);
    expect(stdout).not.toContain(newKey.slice(3));
  });

  test('when the keys are in a file, then they are taken from there', async () => {
    await enrol(oldBox);
    const file = join(folder, 'keys');
    writeFileSync(file, `${newKey}\n${oldKey}\n`);
    const env = { DATABASE_URL: schema.url, TEMPLATE_KEY_FILE: file };
    expect((await runCliProcess(['template', 'rotate-keys'], env)).code).toBe(0);
    await expectAllUnder('k2');
  });
});
