import { listManifests, restore } from '@hadir/backup';
import { eraseFromBackups, jobs } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import {
  createMetrics,
  createObjectStore,
  createQueue,
  createSecretBox,
  generateSecretKey,
  type ObjectStore,
} from '@hadir/platform';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackupPlan, backUpRegularly } from './back-up-regularly.ts';
import { createGalleryLoader } from './gallery-loader.ts';
import { createMatcherMetrics } from './matcher-metrics.ts';
import { enrolClass } from './testing/frame-steps.ts';
import { frameOf, type Person } from './testing/people.ts';
import { type Classroom, createClassroom, createWorld, type World } from './testing/world.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
const PEOPLE = ['ada', 'budi', 'citra'] as const;
const EVERY_SECOND = '* * * * * *';

let world: World;
let classroom: Classroom;
let students: Record<(typeof PEOPLE)[number], string>;
let server: Awaited<ReturnType<typeof startFauxqs>>;
let store: ObjectStore;
let plan: BackupPlan;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 12, engine: 'fused' });
  classroom = await createClassroom(world);
  students = await enrolClass(world, classroom, PEOPLE);
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('backup');
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  const storeUrl = `s3://backup/campus?endpoint=${endpoint}&forcePathStyle=true`;
  store = createObjectStore(storeUrl);
  plan = { storeUrl, keysUrl: storeUrl, keySecret: generateSecretKey('b1'), cron: EVERY_SECOND, keep: 3 };
});
afterAll(async () => {
  await world.close();
  await store.close();
  await server.stop();
});

async function backUpOnce(): Promise<string> {
  const before = await listManifests(store);
  const metrics = createMetrics('matcher');
  const backups = await backUpRegularly({ ...world, metrics }, plan);
  const made = await waitFor('a backup', async () => {
    const id = (await listManifests(store)).at(-1);
    return id === before.at(-1) ? undefined : id;
  });
  await waitFor('its figures', async () => (await metrics.text()).includes('outcome="done"'));
  expect(await metrics.text()).toContain(`hadir_backup_people{service="matcher"} `);
  await backups.close(10_000);
  await backUpRegularly({ ...world, metrics }, undefined);
  return made;
}

/** What a matcher of this world says of frames of everybody and of a stranger. */
async function identifications({ database, engine, templateBox, log }: World) {
  const metrics = createMatcherMetrics(createMetrics('matcher'));
  const load = createGalleryLoader({ ...database, engine, templateBox, metrics, log });
  const gallery = await load(classroom.course.id);
  const found: unknown[] = [];
  for (const person of [...PEOPLE, 'stranger'] satisfies Person[]) {
    for (const face of (await engine.extract(await frameOf([person], 1))).faces) {
      found.push([person, await gallery.search(face.templates)]);
    }
  }
  gallery.close();
  return found;
}

/** A database, an object store and a template key of its own, and what was restored into them. */
async function restoreElsewhere(redisDatabase: number, manifestId?: string) {
  const elsewhere = await createWorld({ redisDatabase, engine: 'fused' });
  const { personRows: rows, audit } = elsewhere.database;
  const deps = {
    rows,
    audit,
    photos: elsewhere.objects,
    templateBox: elsewhere.templateBox,
    stores: { objects: store, keys: store },
    backupBox: createSecretBox(plan.keySecret),
  };
  return { elsewhere, restored: await restore(deps, { dryRun: false, manifestId }) };
}

test('when a backup made on schedule is restored elsewhere, then every identification is the same', async () => {
  await backUpOnce();
  const { elsewhere, restored } = await restoreElsewhere(13);
  expect(restored).toMatchObject({ restored: 3, damaged: [], erased: [], photos: 3 });
  const [before, after] = [await identifications(world), await identifications(elsewhere)];
  expect(before.length).toBeGreaterThanOrEqual(4);
  expect(after).toEqual(before);
  await elsewhere.close();
});

test('when a person is erased after the backup, then a restore knows the others and not them', async () => {
  const manifestId = await backUpOnce();
  await world.database.students.remove(students.citra);
  await eraseFromBackups({ objects: store, keys: store }, students.citra);
  const { elsewhere, restored } = await restoreElsewhere(13, manifestId);
  expect(restored).toMatchObject({ restored: 2, erased: [students.citra] });
  expect(JSON.stringify(await identifications(elsewhere))).not.toContain(students.citra);
  await elsewhere.close();
});

test('when nobody plans backups any more, then none waits', async () => {
  const queue = createQueue(jobs.backUp, world.redis);
  await backUpRegularly({ ...world, metrics: createMetrics('matcher') }, undefined);
  expect(await queue.counts()).toMatchObject({ delayed: 0, waiting: 0 });
  await queue.close();
});
