import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BackupStores, templateContext } from '@hadir/contracts';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { createTestDatabase } from '@hadir/local-stack/testing';
import {
  createLog,
  createObjectStore,
  createSecretBox,
  generateSecretKey,
  type ObjectStore,
  type SecretBox,
} from '@hadir/platform';
import type { BackUpDeps, RestoreDeps } from '../index.ts';

export type Campus = Awaited<ReturnType<typeof openCampus>>;
export type Person = { readonly studentId: string; readonly photoId: string; readonly objectKey: string };

/** A migrated database and an object store of its own, with a template key of its own. */
export async function openCampus() {
  const schema = await createTestDatabase();
  await migrate(schema.url);
  const database = await openDatabase({ url: schema.url, poolSize: 4 });
  const folder = await mkdtemp(join(tmpdir(), 'hadir-campus-'));
  const photos = createObjectStore(pathToFileURL(folder).href);
  const templateBox = createSecretBox(generateSecretKey('t1'));
  return {
    url: schema.url,
    database,
    photos,
    templateBox,
    log: createLog({ service: 'backup-test', level: 'error' }),
    async close() {
      await database.close();
      await schema.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** An enrolled student with consent, on the roster: one photo, and a template of each of two engines. */
export async function enrolPerson(campus: Campus, courseId: string, name: string): Promise<Person> {
  const { database, photos, templateBox } = campus;
  const number = randomBytes(4).toString('hex');
  const { id: studentId } = await database.students.create({ number, name });
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '1' });
  await database.rosters.add(courseId, [studentId]);
  const image = imageOf(name);
  const objectKey = `students/${studentId}/photos/1.jpg`;
  await photos.put(objectKey, image, { contentType: 'image/jpeg' });
  const enrolment = await database.enrolments.create({
    studentId,
    photos: [{ objectKey, sha256: createHash('sha256').update(image).digest('hex') }],
  });
  const photoId = enrolment.photos[0]?.id ?? '';
  const templates = ['sift', 'deep'].map((engine) => ({
    engine,
    modelVersion: '1',
    keyId: templateBox.keyId,
    ciphertext: templateBox.seal(templateOf(name, engine), templateContext(photoId, engine)),
  }));
  await database.enrolments.finish(enrolment.id, [
    { photoId, status: 'accepted', reason: null, measured: { sizePx: 120.5 }, templates },
  ]);
  return { studentId, photoId, objectKey };
}

export const imageOf = (name: string): Buffer => Buffer.from(`photo of ${name}`.repeat(400));
export const templateOf = (name: string, engine: string): Buffer => Buffer.from(`${engine} of ${name}`);

type Target = { readonly stores: BackupStores<ObjectStore>; readonly backupBox: SecretBox };

export function backUpDeps(campus: Campus, target: Target): BackUpDeps {
  const { database, photos, templateBox, log } = campus;
  return { rows: database.personRows, photos, templateBox, log, ...target };
}

export function restoreDeps(campus: Campus, target: Target): RestoreDeps {
  const { database, photos, templateBox } = campus;
  return { rows: database.personRows, audit: database.audit, photos, templateBox, ...target };
}

/** What every matcher would load of a course, opened. */
export async function galleryOf(
  { database, templateBox }: { readonly database: Database; readonly templateBox: SecretBox },
  courseId: string,
): Promise<Record<string, string>> {
  const gallery: Record<string, string> = {};
  for (const engine of ['sift', 'deep']) {
    for (const { studentId, photoId, ciphertext } of await database.templates.forCourse(courseId, engine)) {
      const plain = templateBox.open(ciphertext, templateContext(photoId, engine));
      gallery[`${studentId} ${engine}`] = plain.toString();
    }
  }
  return gallery;
}
