import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createObjectStore, createSecretBox, generateSecretKey, type ObjectStore } from '@hadir/platform';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { type BackUpOptions, type BackUpResult, backUp } from '../index.ts';
import { keysUnder } from '../manifest.ts';
import { backUpDeps, type Campus, enrolPerson, openCampus, type Person } from './campus.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

export const NAMES = ['ada', 'budi', 'citra'] as const;

export type Kit = {
  /** Three people of NAMES on the roster of one course. */
  campus: Campus;
  courseId: string;
  people: readonly Person[];
  store: ObjectStore;
  readonly backupKeys: readonly [string, string];
  target(): {
    stores: { objects: ObjectStore; keys: ObjectStore };
    backupBox: ReturnType<typeof createSecretBox>;
  };
  backUpNow(options?: Partial<BackUpOptions>): Promise<BackUpResult>;
  /** A new, migrated and empty database with a template key of its own. */
  emptyCampus(): Promise<Campus>;
};

export async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of keysUnder(store, prefix)) keys.push(key);
  return keys;
}

async function openS3() {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('backup');
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  const store = createObjectStore(`s3://backup/hadir?endpoint=${endpoint}&forcePathStyle=true`);
  return { store, close: () => server.stop() };
}

async function openDirectory() {
  const folder = await mkdtemp(join(tmpdir(), 'hadir-backup-'));
  const store = createObjectStore(pathToFileURL(folder).href);
  return { store, close: () => rm(folder, { recursive: true }) };
}

/** Runs the tests against an S3 server and against a directory; every test begins with an empty store. */
export function describeBackups(about: string, tests: (kit: Kit) => void): void {
  describe.each([
    ['an S3 server', openS3],
    ['a directory', openDirectory],
  ])(`${about}, in %s`, (_name, open) => {
    const closing: (() => Promise<unknown>)[] = [];
    const backupKeys = [generateSecretKey('b1'), generateSecretKey('b2')] as const;
    const backupBox = createSecretBox(backupKeys[0]);
    const kit = {
      backupKeys,
      target: () => ({ stores: { objects: kit.store, keys: kit.store }, backupBox }),
      backUpNow: (options = {}) => backUp(backUpDeps(kit.campus, kit.target()), { keep: 7, ...options }),
      async emptyCampus() {
        const empty = await openCampus();
        closing.push(empty.close);
        return empty;
      },
    } as Kit;
    beforeAll(async () => {
      const opened = await open();
      closing.push(opened.close);
      kit.store = opened.store;
    });
    afterAll(async () => {
      for (const close of closing.reverse()) await close();
    });
    beforeEach(async () => {
      for (const prefix of ['manifests/', 'people/', 'keys/']) await kit.store.deletePrefix(prefix);
      await startCampus(kit);
    });
    tests(kit);
  });
}

async function startCampus(kit: Kit): Promise<void> {
  kit.campus = await kit.emptyCampus();
  const { database } = kit.campus;
  const span = { startsOn: '2026-08-01', endsOn: '2026-12-31' };
  const semester = await database.semesters.create({ name: 'Odd', ...span });
  const course = { code: 'IF-101', name: 'Algorithms', semesterId: semester.id };
  kit.courseId = (await database.courses.create(course)).id;
  const people: Person[] = [];
  for (const name of NAMES) people.push(await enrolPerson(kit.campus, kit.courseId, name));
  kit.people = people;
}
