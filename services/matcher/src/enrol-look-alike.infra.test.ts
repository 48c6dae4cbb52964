import { CAMPUS, type EnrolmentWithPhotos } from '@hadir/db';
import { createMetrics } from '@hadir/platform';
import { decodePixels, encodeJpeg } from '@hadir/vision/pixels';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EnrolPersonDeps, enrolPerson } from './enrol-person.ts';
import { createFindSimilar } from './find-similar.ts';
import { createGalleries } from './galleries.ts';
import type { GalleryCache } from './gallery-cache.ts';
import { createMatcherMetrics } from './matcher-metrics.ts';
import { enrolSteps } from './testing/frame-steps.ts';
import { photoOf } from './testing/people.ts';
import { addStudent, type Classroom, createClassroom, createWorld, type World } from './testing/world.ts';

let world: World;
let classroom: Classroom;
let galleries: GalleryCache<Awaited<ReturnType<World['engine']['buildGallery']>>>;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 14, engine: 'deep' });
  const metrics = createMatcherMetrics(createMetrics('matcher'));
  galleries = createGalleries(world, metrics, 8);
});
afterAll(async () => {
  galleries.close();
  await world.close();
});
beforeEach(async () => {
  classroom = await createClassroom(world);
});

type Change = Partial<Pick<EnrolPersonDeps, 'livenessMode'>> & { readonly allowLookAlike?: boolean };

async function enrol(photos: readonly Buffer[], change: Change = {}) {
  const { allowLookAlike = false, ...steps } = change;
  const { id, studentId } = await addStudent(world, classroom, photos);
  const found = await world.database.enrolments.find(id);
  const asked = { ...found, allowLookAlike: allowLookAlike ? 1 : 0 } as EnrolmentWithPhotos;
  const { enrolments } = world.database;
  const asking = { finish: enrolments.finish, find: async () => asked };
  const findSimilar = createFindSimilar(world.engine, galleries);
  await enrolPerson({ ...enrolSteps(world), findSimilar, enrolments: asking, ...steps }, id);
  galleries.changed([CAMPUS]);
  return { studentId, photos: (await enrolments.find(id))?.photos ?? [] };
}

/** What lies where a mask would, painted over. */
async function mask(photo: Buffer): Promise<Buffer> {
  const { data: given, ...size } = await decodePixels(photo);
  const data = Buffer.from(given);
  const [left, right] = [Math.round(size.width * 0.2), Math.round(size.width * 0.8)];
  for (let y = Math.round(size.height * 0.55); y < size.height * 0.8; y++) {
    data.fill(200, (y * size.width + left) * 3, (y * size.width + right) * 3);
  }
  return encodeJpeg({ ...size, data }, 92);
}

test('when a photo shows somebody who is enrolled, then it is refused and staff are told whom', async () => {
  const ada = await enrol([await photoOf('ada', 1)]);
  expect(ada.photos[0]?.status).toBe('accepted');
  const again = await enrol([await photoOf('ada', 3), await photoOf('budi', 1)]);
  expect(again.photos.map(({ reason }) => reason)).toEqual(['looks-like-other', null]);
  expect(again.photos[0]?.similarStudentId).toBe(ada.studentId);
  expect(again.photos[0]?.measured?.measured).toBeGreaterThan(0.5);
});

test('when staff say that it is a twin, then the photo is taken', async () => {
  await enrol([await photoOf('citra', 1)]);
  const twin = await enrol([await photoOf('citra', 2)], { allowLookAlike: true });
  expect(twin.photos[0]).toMatchObject({ status: 'accepted', similarStudentId: null });
});

test('when a photo is accepted, then every figure that was measured is kept with it', async () => {
  const { photos } = await enrol([await photoOf('stranger', 1)]);
  const figures = [
    'sizePx',
    'sharpness',
    'brightness',
    'yawDeg',
    'pitchDeg',
    'rollDeg',
    'eyesClosed',
    'live',
    'score',
  ];
  expect(Object.keys(photos[0]?.measured ?? {})).toEqual(expect.arrayContaining(figures));
});

test('when the mouth is covered, or it is dark, then the photo says so', async () => {
  const photo = await photoOf('stranger', 2);
  const pixels = await decodePixels(photo);
  const dark = await encodeJpeg({ ...pixels, data: Buffer.from(pixels.data.map((value) => value / 6)) }, 92);
  const { photos } = await enrol([await mask(photo), dark], { allowLookAlike: true });
  expect(photos.map(({ reason }) => reason)).toEqual(['occluded', 'too-dark']);
});

test('when liveness is off, then the network for it is not asked', async () => {
  const options = { allowLookAlike: true, livenessMode: async () => 'off' as const };
  const { photos } = await enrol([await photoOf('stranger', 3)], options);
  expect(photos[0]?.status).toBe('accepted');
  expect(photos[0]?.measured).not.toHaveProperty('live');
});
