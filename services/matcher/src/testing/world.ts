import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Frame, sha256Hex } from '@hadir/contracts';
import {
  type ClassSession,
  type Course,
  type Database,
  type Enrolment,
  migrate,
  openDatabase,
} from '@hadir/db';
import { createTestDatabase, testRedisUrl } from '@hadir/local-stack/testing';
import {
  closeRedis,
  createFrameStore,
  createLog,
  createMetrics,
  createObjectStore,
  createRedis,
  createSecretBox,
  createSigner,
  generateSecretKey,
  type Log,
  redisReady,
} from '@hadir/platform';
import { createFaceEngine, type EngineName } from '@hadir/vision';
import { PSEUDONYM_PURPOSE } from '../count-expressions.ts';

/** Real servers, the real engine, and what a class needs that no test is about. */
export type World = Awaited<ReturnType<typeof createWorld>>;
export type Classroom = Awaited<ReturnType<typeof createClassroom>>;

const MINUTE_MS = 60_000;

/** `redisDatabase` is one of 1 to 15 for each test file: others have workers on queues of the same name. */
export async function createWorld({
  redisDatabase,
  engine: wanted = 'sift',
}: {
  readonly redisDatabase: number;
  readonly engine?: EngineName;
}) {
  const log: Log = createLog({ service: 'matcher-test', level: 'error' });
  const schema = await createTestDatabase();
  await migrate(schema.url);
  const database = await openDatabase({ url: schema.url, log });
  const redisUrl = new URL(`/${redisDatabase}`, testRedisUrl()).href;
  const redis = createRedis(redisUrl, { role: 'producer', log });
  const workerRedis = createRedis(redisUrl, { role: 'worker', log });
  await redisReady(redis);
  const directory = await mkdtemp(join(tmpdir(), 'hadir-objects-'));
  const objects = createObjectStore(pathToFileURL(directory).href);
  const engine = await createFaceEngine({ engine: wanted });
  const templateBox = createSecretBox(generateSecretKey('test'));
  const deps = {
    database,
    redis,
    workerRedis,
    objects,
    engine,
    templateBox,
    pseudonyms: createSigner(generateSecretKey('test'), PSEUDONYM_PURPOSE),
    metrics: createMetrics('matcher'),
    log,
  };
  return {
    ...deps,
    databaseUrl: schema.url,
    async close() {
      await engine.close();
      await Promise.all([closeRedis(redis), closeRedis(workerRedis), database.close()]);
      await schema.drop();
      await rm(directory, { recursive: true });
    },
  };
}

/** A new course, or the given one, in session now in a room of its own with two cameras. It began five minutes ago. */
export async function createClassroom({ database }: Pick<World, 'database'>, given?: Course) {
  const tag = randomBytes(6).toString('hex');
  const room = await database.rooms.create({ name: `Room ${tag}` });
  const course = given ?? (await database.courses.create({ code: tag, name: `Course ${tag}` }));
  const startsAt = new Date(Date.now() - 5 * MINUTE_MS);
  const endsAt = new Date(startsAt.getTime() + 100 * MINUTE_MS);
  const session = await database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
  const [door, desk] = [`door-${tag}`, `desk-${tag}`];
  for (const id of [door, desk]) {
    await database.devices.create({ id, name: id, roomId: room.id, keyCiphertext: randomBytes(32) });
  }
  return { room, course, session, door, desk };
}

/** Removes everybody: a face that is enrolled twice is in the cohort that its own small roster borrows. */
export async function forgetStudents({ database }: Pick<World, 'database'>): Promise<void> {
  const { items } = await database.students.list({ limit: 200 });
  for (const { id } of items) await database.students.remove(id);
}

/** A student on the roster whose consent is in force and whose photos wait to be enrolled. */
export async function addStudent(
  { database, objects }: World,
  { course }: Classroom,
  photos: readonly Buffer[],
): Promise<Enrolment> {
  const number = randomUUID();
  const student = await database.students.create({ number, name: `Student ${number}` });
  await database.consents.grant({ studentId: student.id, grantedBy: 'test', noticeVersion: '1' });
  await database.rosters.add(course.id, [student.id]);
  const stored = photos.map((bytes) => ({
    bytes,
    objectKey: `photos/${student.id}/${sha256Hex(bytes)}.jpg`,
    sha256: sha256Hex(bytes),
  }));
  for (const { objectKey, bytes } of stored)
    await objects.put(objectKey, bytes, { contentType: 'image/jpeg' });
  return database.enrolments.create({
    studentId: student.id,
    photos: stored.map(({ objectKey, sha256 }) => ({ objectKey, sha256 })),
  });
}

/** A frame as ingest leaves it: bytes in the frame store, and the job's payload. */
export async function storeFrame(
  { redis }: Pick<World, 'redis'>,
  { room, session }: { readonly room: { readonly id: string }; readonly session: ClassSession },
  deviceId: string,
  bytes: Buffer,
  secondsIn: number,
): Promise<Frame> {
  const frameId = `${deviceId}-${randomBytes(8).toString('hex')}-1`;
  await createFrameStore(redis).put(frameId, bytes, sha256Hex(bytes));
  return {
    frameId,
    deviceId,
    roomId: room.id,
    capturedAt: new Date(session.startsAt.getTime() + secondsIn * 1000).toISOString(),
    receivedAt: new Date().toISOString(),
    bytes: bytes.length,
  };
}

/** The records of a session, by student. */
export async function recordsOf(database: Database, sessionId: string) {
  const { items } = await database.attendance.listForSession(sessionId, {});
  return new Map(items.flatMap(({ student, record }) => (record ? [[student.id, record]] : [])));
}
