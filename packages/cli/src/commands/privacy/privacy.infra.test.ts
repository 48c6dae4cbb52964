import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  const { students, courses, rooms, rosters } = api.database;
  const student = await students.create({ number: '20210001', name: 'Siti Rahma' });
  const course = await courses.create({ code: 'IF-101', name: 'Algebra' });
  await rooms.create({ name: 'A-1' });
  await rosters.add(course.id, [student.id]);
});
afterAll(() => api.stop());

type Page<Row> = { items: Row[] };

test('when a notice is published, then consents name it, and who said nothing or no is listed', async () => {
  for (const name of ['en', 'id']) writeFileSync(join(api.dir, `${name}.txt`), `We ask you (${name}).\n`);
  const published = await api.run('consent', 'publish', '2026-01', '--en', 'en.txt', '--id', 'id.txt');
  expect([published.code, published.stdout]).toEqual([
    0,
    expect.stringContaining('2026-01 is the current one'),
  ]);
  expect((await api.run('consent', 'grant', '20210001', '--notice', '1999')).code).toBe(1);
  const states = async () => {
    const page = await api.json<Page<{ state: string }>>('consent', 'list', '--course', 'IF-101');
    return page.items.map(({ state }) => state);
  };
  expect(await states()).toEqual(['missing']);
  expect((await api.run('consent', 'decline', '20210001', '--notice', '2026-01')).code).toBe(0);
  expect(await states()).toEqual(['declined']);
  expect((await api.run('consent', 'grant', '20210001', '--notice', '2026-01')).code).toBe(0);
  expect(await states()).toEqual(['current']);
  expect((await api.run('consent', 'notices')).stdout).toContain('2026-01');
});

test('when a lecturer shows the code of a session, then a QR code and its address are printed', async () => {
  const now = new Date();
  const [course] = (await api.database.courses.list({})).items;
  const [room] = (await api.database.rooms.list({})).items;
  const session = await api.database.sessions.create({
    courseId: course?.id ?? '',
    roomId: room?.id ?? '',
    startsAt: now,
    endsAt: new Date(now.getTime() + 3_600_000),
  });
  const { code, stdout } = await api.run('session', 'code', session.id);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/▄[\s\S]+\/check-in#[\w-]{71}\n$/)]);
});

test('when retention is asked about, then it counts, runs and reports', async () => {
  const due = await api.json<{ rules: object; due: { kind: string; due: number }[] }>(
    ...['privacy', 'retention', '--dry-run'],
  );
  expect(due.rules).toMatchObject({ unknownCropHours: 24, evidenceDays: 90 });
  expect(due.due.map(({ due: count }) => count)).toEqual([0, 0, 0, 0]);
  expect((await api.run('privacy', 'retention', '--run')).code).toBe(0);
  expect((await api.run('privacy', 'retention', '--kind', 'photos')).stdout).toContain('done');
  expect((await api.run('settings', 'set', 'retention.evidenceDays=30')).stdout).toMatch(/evidenceDays +30/);
});

test('when a student is exported, erased and looked for, then each says what it did', async () => {
  const exported = await api.run('privacy', 'export', '20210001', '--out', 'siti.zip');
  expect(exported.code).toBe(0);
  expect(statSync(join(api.dir, 'siti.zip')).size).toBeGreaterThan(1000);
  expect(existsSync(join(api.dir, 'siti.zip.partial'))).toBe(false);
  const asked = await api.run('privacy', 'erase', '20210001');
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('Add --yes')]);
  const erased = await api.json<{ receipt: { id: string } }>('privacy', 'erase', '20210001', '--yes');
  const shown = await api.run('privacy', 'receipt', erased.receipt.id);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('genuine')]);
  expect((await api.run('privacy', 'receipt')).stdout).toContain(erased.receipt.id);
});
