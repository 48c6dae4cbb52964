import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { generateSecretKey } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClassroom, queueDrained } from './support/classroom.ts';
import { type System, startSystem } from './support/system.ts';

const CLI = fileURLToPath(new URL('../../packages/cli/bin/hadir.mjs', import.meta.url));
const run = promisify(execFile);

let system: System;
let folder: string;
let backups: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hadir-erasure-'));
  backups = {
    BACKUP_STORE_URL: pathToFileURL(join(folder, 'backups')).href,
    BACKUP_KEYS_URL: pathToFileURL(join(folder, 'keys')).href,
    BACKUP_KEY_SECRET: generateSecretKey('b1'),
  };
  system = await startSystem({ env: { ...backups, KEEP_UNKNOWN_CROPS: 'true' } });
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Scan = { found: { place: string; what: string }[]; remains: { what: string }[] };

/** As an operator on the servers: with every address that the services have. */
async function hadir(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? '',
    ...system.env,
    ...backups,
    HADIR_API_URL: system.api.url,
    HADIR_API_KEY: system.adminKey,
  };
  const { stdout } = await run(process.execPath, [CLI, ...args], { cwd: folder, env }).catch(
    (error: { stdout?: string; stderr?: string }) => ({ stdout: error.stdout || String(error.stderr) }),
  );
  return stdout;
}
const scan = async (...args: string[]): Promise<Scan> =>
  JSON.parse(await hadir('privacy', 'verify-erasure', ...args, '--json'));

test('when a student who was enrolled, marked, corrected and backed up is erased, then nothing is left', async () => {
  const room = await openClassroom(system, { people: 4 });
  const [pupil, other] = room.pupils;
  if (!pupil || !other) throw new Error('nobody was enrolled');
  const { studentId, photo } = pupil;
  const door = await room.addDoor();
  for (const each of [photo, other.photo, photo]) {
    await door.post(await door.see([each], `one ${Math.random()}`), { capturedAt: new Date() });
  }
  await queueDrained(system);
  const { items } = await system.database.sightings.list({ sessionId: room.sessionId, limit: 50 });
  const [own, others] = [studentId, other.studentId].map((id) => items.find((one) => one.studentId === id));
  if (!own || !others) throw new Error('not everybody was seen');
  const correct = (sightingId: string, kind: string, whose: string) =>
    system.client.send('POST', `/v1/sightings/${sightingId}/corrections`, {
      kind,
      studentId: whose,
      reason: 'seen',
    });
  await correct(others.id, 'not-this-person', other.studentId);
  await correct(others.id, 'this-person', studentId);
  await hadir('backup');

  const student = await system.database.students.find(studentId);
  const words = ['--number', student?.number ?? '', '--name', student?.name ?? ''];
  const before = await scan(studentId, ...words);
  const places = new Set(before.found.map(({ place }) => place));
  expect([...places].toSorted()).toEqual(['Redis', 'backups', 'database', 'keys of backups', 'object store']);

  const { receipt } = JSON.parse(await hadir('privacy', 'erase', student?.number ?? '', '--yes', '--json'));
  const after = await scan(receipt.id, ...words);
  expect(after.found).toEqual([]);
  expect(after.remains.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['audit_log.subject_id', 'erasure_receipts.subject_id']),
  );
  expect((await room.records()).filter((record) => record.studentId === studentId)).toEqual([]);
});
