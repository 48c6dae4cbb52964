import { correctionCropKey, type Frame } from '@hadir/contracts';
import { CAMPUS, type Correction, type Sighting } from '@hadir/db';
import { createMetrics } from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { identifyFrame } from '../identify-frame.ts';
import type { BaseRule } from '../limits.ts';
import { createMatcherMetrics } from '../matcher-metrics.ts';
import { enrolClass, frameSteps } from '../testing/frame-steps.ts';
import { frameOf, type Person } from '../testing/people.ts';
import {
  type Classroom,
  createClassroom,
  createWorld,
  recordsOf,
  storeFrame,
  type World,
} from '../testing/world.ts';
import { learnCorrection } from './learn-correction.ts';
import { learnSteps } from './learn-worker.ts';

let world: World;
let classroom: Classroom;
let course: Classroom['course'];
let students: Record<'ada' | 'budi' | 'citra', string>;
let steps: ReturnType<typeof frameSteps>;

/** Seconds into the session that are after anything said now: what was seen before a correction marks nobody. */
const LATER = 900;

/** Whoever is most like a face is taken for it: what a threshold that is too low does to a stranger. */
const gullible: BaseRule = { threshold: 0, margin: 0 };

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 11, engine: 'deep' });
  classroom = await createClassroom(world);
  course = classroom.course;
  students = await enrolClass(world, classroom, ['ada', 'budi', 'citra']);
});
afterAll(() => world.close());
beforeEach(async () => {
  classroom = await createClassroom(world, course);
  steps = frameSteps(world, gullible, { keepUnknowns: true });
});

const seen = async (people: Person[], secondsIn: number): Promise<Frame> =>
  storeFrame(world, classroom, classroom.door, await frameOf(people, secondsIn), secondsIn);

/** The largest face of a frame with one person, as it was decided. */
async function see(person: Person, secondsIn: number, rule = gullible): Promise<Sighting> {
  const frame = await seen([person], secondsIn);
  const by = rule === gullible ? steps : frameSteps(world, rule, { keepUnknowns: true });
  await identifyFrame(by, frame);
  const { items } = await world.database.sightings.list({ sessionId: classroom.session.id });
  const [sighting] = items
    .filter(({ frameId }) => frameId === frame.frameId)
    .toSorted((a, b) => b.box.width - a.box.width);
  if (!sighting) throw new Error('no face was seen');
  return sighting;
}

const learning = () => {
  const counts = createMatcherMetrics(createMetrics('matcher'));
  return learnSteps({ ...world, galleries: steps.galleries, counts });
};

/** What the api does with a correction, and then the matcher's job. */
async function correct(sighting: Sighting, kind: Correction['kind'], studentId: string): Promise<Correction> {
  const { corrections } = world.database;
  const from = await corrections.cropOf(sighting.id, studentId);
  const cropKey = from && correctionCropKey(studentId, sighting.id);
  if (from && cropKey)
    await world.objects.put(cropKey, await world.objects.get(from), { contentType: 'image/jpeg' });
  const { correction } = await corrections.add({
    sightingId: sighting.id,
    studentId,
    kind,
    madeBy: 'test',
    reason: 'a visitor',
    cropKey,
    cropFrom: null,
    learningNote: null,
    learn: true,
    decideStatus: () => 'present',
  });
  await learnCorrection(learning(), correction.id);
  await learnCorrection(learning(), correction.id);
  steps.galleries.changed([classroom.course.id, CAMPUS]);
  return (await corrections.find(correction.id)) ?? correction;
}

const recordOf = async (studentId: string) =>
  (await recordsOf(world.database, classroom.session.id)).get(studentId);

test('when a stranger was marked and staff say who it is not, then the mark goes and the stranger is not taken for them again', async () => {
  const sightings: Sighting[] = [];
  for (const seconds of [60, 61, 62]) sightings.push(await see('stranger', seconds));
  const last = sightings.at(-1);
  const taken = last?.studentId;
  if (!last || !taken) throw new Error('the stranger was taken for nobody');
  expect((await recordOf(taken))?.status).toBe('present');
  const correction = await correct(last, 'not-this-person', taken);
  expect(correction).toMatchObject({ learning: 'learned', markChange: { after: null } });
  expect(await recordOf(taken)).toBeUndefined();
  for (const seconds of [LATER, LATER + 1, LATER + 2])
    expect((await see('stranger', seconds)).studentId).not.toBe(taken);
  const own = (Object.keys(students) as (keyof typeof students)[]).find((name) => students[name] === taken);
  for (const seconds of [LATER + 60, LATER + 61, LATER + 62])
    expect((await see(own ?? 'ada', seconds)).studentId).toBe(taken);
  expect(await recordOf(taken)).toMatchObject({ statusSource: 'camera' });
  await world.database.corrections.undo(correction.id);
  steps.galleries.changed([classroom.course.id]);
  expect((await see('stranger', LATER + 120)).studentId).toBe(taken);
});

/** As a site whose threshold is too high for its camera has them. */
const strict: BaseRule = { threshold: 2, margin: 0 };

test('when an unknown is named and agrees with the enrolment photo, then the face is added and found by, and removing it ends that', async () => {
  const sighting = await see('ada', 60, strict);
  expect(sighting).toMatchObject({ studentId: null, candidateId: students.ada });
  const correction = await correct(sighting, 'this-person', students.ada);
  expect(correction).toMatchObject({ learning: 'learned', learningNote: null });
  expect(correction.measured?.agreement).toBeGreaterThan(correction.measured?.limit ?? 1);
  expect(await world.database.correctionTemplates.countByStudent(students.ada)).toBe(1);
  const better = await see('ada', 120);
  expect(better.score).toBeGreaterThan((await see('ada', 60)).score - 0.2);
  await world.database.corrections.removeLearned(correction.id);
  expect(await world.database.correctionTemplates.countByStudent(students.ada)).toBe(0);
});

test('when somebody else’s face is named as a student, then it is refused, with what was measured', async () => {
  const stranger = await correct(await see('stranger', 60, strict), 'this-person', students.ada);
  expect(stranger).toMatchObject({ learning: 'refused', learningNote: 'disagrees' });
  expect(stranger.measured?.agreement).toBeLessThan(stranger.measured?.limit ?? 0);
  const budi = await correct(await see('budi', 120, strict), 'this-person', students.citra);
  expect(budi.learning).toBe('refused');
  for (const id of [students.ada, students.citra]) {
    expect(await world.database.correctionTemplates.countByStudent(id)).toBe(0);
  }
});

test('when the crop is gone, shows nobody or was taken back, then the job says so and nothing is learned', async () => {
  const { corrections } = world.database;
  const add = async (cropKey: string | null, seconds: number) =>
    (
      await corrections.add({
        sightingId: (await see('ada', seconds, strict)).id,
        studentId: students.ada,
        kind: 'not-this-person',
        madeBy: 'test',
        reason: 'test',
        cropKey,
        cropFrom: null,
        learningNote: null,
        learn: true,
        decideStatus: () => 'present',
      })
    ).correction.id;
  const gone = await add('students/none/crop.jpg', 60);
  await learnCorrection(learning(), gone);
  expect(await corrections.find(gone)).toMatchObject({ learning: 'refused', learningNote: 'no-crop' });
  const key = correctionCropKey(students.ada, 'no-image');
  await world.objects.put(key, Buffer.from('no image'), { contentType: 'image/jpeg' });
  const broken = await add(key, 70);
  await learnCorrection(learning(), broken);
  expect(await corrections.find(broken)).toMatchObject({ learning: 'refused', learningNote: 'bad-image' });
  const undone = await add(key, 80);
  await corrections.undo(undone);
  await expect(learnCorrection(learning(), undone)).rejects.toMatchObject({ reason: 'correction-gone' });
});

test('when a student is erased or withdraws consent, then what corrections gave of them is gone', async () => {
  await correct(await see('ada', 60, strict), 'this-person', students.ada);
  await correct(await see('budi', 70, strict), 'this-person', students.budi);
  await world.database.consents.withdraw(students.ada);
  await world.database.students.remove(students.budi);
  for (const id of [students.ada, students.budi]) {
    expect(await world.database.correctionTemplates.countByStudent(id)).toBe(0);
  }
  const late = await correct(await see('stranger', 80, strict), 'this-person', students.ada);
  expect(late).toMatchObject({
    learning: 'refused',
    learningNote: expect.stringMatching(/no-consent|not-enrolled/),
  });
});
