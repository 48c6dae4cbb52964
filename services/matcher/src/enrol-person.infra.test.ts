import { jobs } from '@hadir/contracts';
import { createQueue } from '@hadir/platform';
import { blurPixels, decodePixels, encodeJpeg } from '@hadir/vision/pixels';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { enrolPerson } from './enrol-person.ts';
import { queuePending } from './queue-pending.ts';
import { rejectEnrolment } from './reject-enrolment.ts';
import { enrolSteps } from './testing/frame-steps.ts';
import { emptyFrame, frameOf, photoOf } from './testing/people.ts';
import { addStudent, type Classroom, createClassroom, createWorld, type World } from './testing/world.ts';

let world: World;
let classroom: Classroom;
let good: Buffer;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 4 });
  good = await photoOf('ada', 1);
});

afterAll(() => world.close());

beforeEach(async () => {
  classroom = await createClassroom(world);
});

async function enrolAll(photos: readonly Buffer[]) {
  const { id, studentId } = await addStudent(world, classroom, photos);
  await enrolPerson(enrolSteps(world), id);
  const templates = await world.database.templates.countByStudent(studentId);
  return { id, studentId, templates, enrolment: await world.database.enrolments.find(id) };
}

test('when the photos are good, then each gives a sealed template and the gallery has a new version', async () => {
  const before = await world.database.courses.galleryVersion(classroom.course.id);
  const { enrolment, templates } = await enrolAll([good, await photoOf('ada', 2)]);
  expect(enrolment?.status).toBe('accepted');
  expect(templates).toBe(2);
  expect(await world.database.courses.galleryVersion(classroom.course.id)).toBeGreaterThan(before);
  const [row] = await world.database.templates.forCourse(classroom.course.id, 'sift');
  const context = `template:${row?.photoId}:sift`;
  const plain = world.templateBox.open(row?.ciphertext ?? Buffer.alloc(0), context);
  expect(() => world.engine.parseTemplate('sift', plain)).not.toThrow();
  expect(() => world.templateBox.open(row?.ciphertext ?? Buffer.alloc(0), 'template:another:sift')).toThrow();
});

test('when photos are bad, then each says why and none spoils the good one', async () => {
  const blurred = await encodeJpeg(await blurPixels(await decodePixels(good), 6), 90);
  const bad = [await emptyFrame(), await frameOf(['ada', 'budi'], 2), blurred, Buffer.from('no image')];
  const { enrolment, templates } = await enrolAll([...bad, good]);
  expect(enrolment?.photos.map(({ reason }) => reason)).toEqual([
    'no-face',
    'several-faces',
    'blurred',
    'bad-image',
    null,
  ]);
  expect(enrolment?.photos[2]?.measured?.measured).toBeLessThan(enrolment?.photos[2]?.measured?.limit ?? 0);
  expect(enrolment?.status).toBe('accepted');
  expect(templates).toBe(1);
});

test('when a photo is gone from the object store, then it is rejected and the other is enrolled', async () => {
  const { id } = await addStudent(world, classroom, [good, await photoOf('ada', 2)]);
  const pending = await world.database.enrolments.find(id);
  await world.objects.delete(pending?.photos[0]?.objectKey ?? '');
  await enrolPerson(enrolSteps(world), id);
  const done = await world.database.enrolments.find(id);
  expect(done?.photos.map(({ status, reason }) => reason ?? status)).toEqual(['bad-image', 'accepted']);
});

test('when no photo is good, then the enrolment is rejected and the gallery stays', async () => {
  const { id } = await addStudent(world, classroom, [Buffer.from('no image')]);
  const before = await world.database.courses.galleryVersion(classroom.course.id);
  await enrolPerson(enrolSteps(world), id);
  expect((await world.database.enrolments.find(id))?.status).toBe('rejected');
  expect(await world.database.courses.galleryVersion(classroom.course.id)).toBe(before);
});

test('when the job runs twice, also at once, then every photo has one template', async () => {
  const { id, studentId } = await addStudent(world, classroom, [good]);
  await Promise.all([enrolPerson(enrolSteps(world), id), enrolPerson(enrolSteps(world), id)]);
  await enrolPerson(enrolSteps(world), id);
  expect(await world.database.templates.countByStudent(studentId)).toBe(1);
});

test('when consent is withdrawn while the photos are looked at, then nothing is kept', async () => {
  const { id, studentId } = await addStudent(world, classroom, [good]);
  const steps = enrolSteps(world);
  const withdrawing = {
    ...steps,
    objects: {
      async get(key: string) {
        await world.database.consents.withdraw(studentId);
        return steps.objects.get(key);
      },
    },
  };
  await enrolPerson(withdrawing, id);
  expect(await world.database.enrolments.find(id)).toMatchObject({
    status: 'rejected',
    photos: [{ status: 'rejected', reason: 'no-consent' }],
  });
  expect(await world.database.templates.countByStudent(studentId)).toBe(0);
});

test('when the enrolment was removed, then the job is fatal', async () => {
  const { id, studentId } = await addStudent(world, classroom, [good]);
  await world.database.students.remove(studentId);
  await expect(enrolPerson(enrolSteps(world), id)).rejects.toMatchObject({ reason: 'enrolment-gone' });
});

test('when its job was given up, then the enrolment is rejected and every photo says so', async () => {
  const { id, studentId } = await addStudent(world, classroom, [good]);
  await rejectEnrolment(world.database.enrolments, { jobId: id });
  await rejectEnrolment(world.database.enrolments, { jobId: id });
  expect(await world.database.enrolments.find(id)).toMatchObject({
    status: 'rejected',
    photos: [{ status: 'rejected', reason: 'failed' }],
  });
  expect(await world.database.templates.countByStudent(studentId)).toBe(0);
});

test('when an enrolment has been pending for a minute, then it is queued, and not before', async () => {
  const { id } = await addStudent(world, classroom, [good]);
  const queue = createQueue(jobs.enrolPerson, world.redis);
  const deps = { enrolments: world.database.enrolments, queue, log: world.log };
  await queuePending(deps);
  expect(await queue.exists(id)).toBe(false);
  const later = new Date(Date.now() + 61_000);
  await queuePending(deps, later);
  await queuePending(deps, later);
  expect(await queue.exists(id)).toBe(true);
  expect(await queue.backlog()).toBe(1);
});
