import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { identifyFrame } from './identify-frame.ts';
import { matchRuleFor } from './limits.ts';
import { enrolClass, frameSteps } from './testing/frame-steps.ts';
import { frameOf, type Person } from './testing/people.ts';
import { type Classroom, createClassroom, createWorld, storeFrame, type World } from './testing/world.ts';

let world: World;
let students: Record<'ada' | 'budi' | 'citra', string>;
/** Another course's room, with nobody of the class on its roster but budi. */
let elsewhere: Classroom;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 13 });
  students = await enrolClass(world, await createClassroom(world), ['ada', 'budi', 'citra']);
});
afterAll(() => world.close());
beforeEach(async () => {
  elsewhere = await createClassroom(world);
  await world.database.rosters.add(elsewhere.course.id, [students.budi]);
});

/** Counts how often the campus is searched. */
function stepsWith(reviewOutsiders: boolean) {
  const steps = frameSteps(world, matchRuleFor(world.engine), { reviewOutsiders });
  let campusSearches = 0;
  const galleries: typeof steps.galleries = {
    ...steps.galleries,
    withGallery: (of, use) => {
      if (of === 'campus') campusSearches += 1;
      return steps.galleries.withGallery(of, use);
    },
  };
  return { steps: { ...steps, galleries }, campusSearches: () => campusSearches };
}

async function comes(
  steps: ReturnType<typeof stepsWith>['steps'],
  people: readonly Person[],
  seconds: readonly number[],
): Promise<void> {
  for (const second of seconds) {
    const bytes = await frameOf(people, second);
    await identifyFrame(steps, await storeFrame(world, elsewhere, elsewhere.door, bytes, second));
  }
}

const inbox = async () =>
  (await world.database.reviews.list({ state: 'open', sessionId: elsewhere.session.id })).items;
const marked = async (studentId: string) =>
  (await world.database.attendance.find(elsewhere.session.id, studentId)) !== undefined;

test('when a student of another course sits in, then the inbox names her, and she is not marked', async () => {
  const { steps, campusSearches } = stepsWith(true);
  await comes(steps, ['ada'], [60, 61, 62, 63, 64]);
  const items = await inbox();
  expect(items).toMatchObject([{ kind: 'not-on-roster', outsiderId: students.ada, presentations: 1 }]);
  expect(items[0]?.outsiderScore).toBeGreaterThan(matchRuleFor(world.engine).threshold);
  expect(await marked(students.ada)).toBe(false);
  expect(campusSearches()).toBe(3);
});

test('when an unknown presentation begins, then the pages that watch are told how much waits', async () => {
  const { steps } = stepsWith(false);
  await comes(steps, ['ada'], [60, 61, 62]);
  const entries = await world.redis.xrevrange('hadir:live', '+', '-', 'COUNT', 200);
  const told = entries
    .map(([, [, text = '{}']]) => JSON.parse(text))
    .filter(({ type, sessionId }) => type === 'review' && sessionId === elsewhere.session.id);
  expect(told).toEqual([{ type: 'review', sessionId: elsewhere.session.id, waiting: 1 }]);
});

test('when a stranger comes, then the campus does not know them either', async () => {
  const { steps } = stepsWith(true);
  await comes(steps, ['stranger'], [60, 61, 62]);
  expect(await inbox()).toMatchObject([{ kind: 'unknown', outsiderId: null }]);
});

test('when those of the roster come, then they are marked, and nobody is looked up', async () => {
  const { steps, campusSearches } = stepsWith(true);
  await comes(steps, ['budi'], [60, 61, 62]);
  expect(await marked(students.budi)).toBe(true);
  expect(await inbox()).toEqual([]);
  expect(campusSearches()).toBe(0);
});

test('when the site does not ask for it, or the session is for the campus, then nobody is looked up', async () => {
  const off = stepsWith(false);
  await comes(off.steps, ['ada'], [60, 61]);
  expect(off.campusSearches()).toBe(0);
  expect(await inbox()).toMatchObject([{ kind: 'unknown', outsiderId: null }]);
});

test('when the campus cannot be searched, then the face stays unknown and the frame is recorded', async () => {
  const { steps } = stepsWith(true);
  const broken: typeof steps.galleries = {
    ...steps.galleries,
    withGallery: (of, use) =>
      of === 'campus'
        ? Promise.reject(new RangeError('too many people'))
        : steps.galleries.withGallery(of, use),
  };
  const quiet = { ...steps, galleries: broken, log: { ...steps.log, warn: () => undefined } };
  await comes(quiet as typeof steps, ['ada'], [60]);
  expect(await inbox()).toMatchObject([{ kind: 'unknown', outsiderId: null }]);
});
