import type { Frame } from '@hadir/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { identifyFrame } from './identify-frame.ts';
import { type BaseRule, matchRuleFor } from './limits.ts';
import { enrolClass, frameSteps } from './testing/frame-steps.ts';
import { frameOf, type Person } from './testing/people.ts';
import {
  type Classroom,
  createClassroom,
  createWorld,
  recordsOf,
  storeFrame,
  type World,
} from './testing/world.ts';

let world: World;
let matchRule: BaseRule;
let course: Classroom['course'];
let classroom: Classroom;
let students: Record<'ada' | 'budi' | 'citra', string>;
let steps: ReturnType<typeof frameSteps>;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 9 });
  matchRule = matchRuleFor(world.engine);
  classroom = await createClassroom(world);
  course = classroom.course;
  students = await enrolClass(world, classroom, ['ada', 'budi', 'citra']);
});

afterAll(() => world.close());

beforeEach(async () => {
  classroom = await createClassroom(world, course);
  steps = frameSteps(world, matchRule);
});

const seen = async (people: Person[], secondsIn: number): Promise<Frame> =>
  storeFrame(world, classroom, classroom.door, await frameOf(people, secondsIn), secondsIn);

/** What each frame came to. */
const statuses = () =>
  steps.published.map(({ faces }) => {
    const matched = faces.flatMap(({ studentId, status }) => (studentId === null ? [] : status));
    return matched.join() || 'unknown';
  });

test('when a person is seen, then each sighting says by what it was decided, and they are one presentation', async () => {
  for (const seconds of [60, 61]) await identifyFrame(steps, await seen(['ada'], seconds));
  const { items } = await world.database.sightings.list({ sessionId: classroom.session.id });
  const [later, earlier] = items.filter(({ studentId }) => studentId === students.ada);
  expect(earlier).toMatchObject({
    reason: 'match',
    threshold: matchRule.threshold,
    requiredMargin: matchRule.margin,
    agreement: null,
    deepScore: null,
    liveness: 'undecided',
    engine: 'sift',
    modelVersion: `sift:${world.engine.parts[0]?.modelVersion}`,
    unknownGroupId: null,
  });
  expect(earlier?.siftScore).toBeCloseTo(earlier?.score ?? 0);
  expect(earlier?.quality).toBeGreaterThan(0.5);
  expect(earlier?.livenessCues?.length).toBeGreaterThan(3);
  expect(earlier?.presentationId).toMatch(/^[0-9a-f-]{36}$/);
  expect(later?.presentationId).toBe(earlier?.presentationId);
  const face = steps.published[0]?.faces.find(({ studentId }) => studentId === students.ada);
  expect(face).toMatchObject({
    reason: 'match',
    liveness: 'undecided',
    presentationId: earlier?.presentationId,
  });
});

test('when a sign of life is asked for and none comes, then the match waits for review, and a burst is asked for', async () => {
  steps = frameSteps(world, matchRule, { livenessMode: 'enforce' });
  const asked: string[] = [];
  const waiting = { ...steps, requestBurst: async (deviceId: string) => asked.push(deviceId) };
  for (const seconds of [60, 61, 62, 63]) await identifyFrame(waiting, await seen(['ada'], seconds));
  expect(new Set(statuses())).toEqual(new Set(['confirming']));
  expect((await recordsOf(world.database, classroom.session.id)).size).toBe(0);
  expect(asked).toEqual(Array.from({ length: 4 }, () => classroom.door));
  const { items } = await world.database.sightings.list({
    sessionId: classroom.session.id,
    liveness: 'undecided',
    studentId: students.ada,
  });
  const [key, ...more] = items.flatMap(({ evidenceKey }) => evidenceKey ?? []);
  expect(more).toEqual([]);
  expect(key).toMatch(`students/${students.ada}/refused/${classroom.session.id}-`);
  expect((await world.objects.get(key ?? '')).subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8));
});

test('when the site asks for more than the engine does, then its threshold decides', async () => {
  await identifyFrame(
    { ...steps, ruleFor: async () => ({ ...matchRule, threshold: 1000 }) },
    await seen(['ada'], 60),
  );
  expect(statuses()).toEqual(['unknown']);
  expect(steps.published[0]?.faces[0]).toMatchObject({ threshold: 1000, reason: 'below-threshold' });
});

test('when unknowns are kept, then one crop is kept for a presentation, and those who come back are one group', async () => {
  steps = frameSteps(world, matchRule, { keepUnknowns: true });
  for (const seconds of [60, 61, 62, 90, 91]) await identifyFrame(steps, await seen(['stranger'], seconds));
  const { items } = await world.database.sightings.list({ sessionId: classroom.session.id });
  const presentations = new Set(items.map(({ presentationId }) => presentationId));
  expect(presentations.size).toBeGreaterThanOrEqual(2);
  const { keys } = await world.objects.list(`unknown/${classroom.session.id}/`, { limit: 10 });
  expect(keys).toHaveLength(presentations.size);
  expect(items.flatMap(({ evidenceKey }) => evidenceKey ?? []).toSorted()).toEqual(keys);
  const largest = items.filter(({ faceNumber }) => faceNumber === 0);
  expect(new Set(largest.map(({ unknownGroupId }) => unknownGroupId)).size).toBe(1);
  expect(largest[0]?.unknownGroupId).not.toBeNull();
});
