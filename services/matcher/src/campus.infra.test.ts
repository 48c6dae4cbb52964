import { CAMPUS } from '@hadir/db';
import { createMetrics } from '@hadir/platform';
import type { FaceEngine, GalleryOptions, GalleryPerson } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGalleryLoader } from './gallery-loader.ts';
import { identifyFrame } from './identify-frame.ts';
import { matchRuleFor } from './limits.ts';
import { createMatcherMetrics } from './matcher-metrics.ts';
import { enrolClass, frameSteps } from './testing/frame-steps.ts';
import { frameOf } from './testing/people.ts';
import {
  type Classroom,
  createClassroom,
  createWorld,
  recordsOf,
  storeFrame,
  type World,
} from './testing/world.ts';

let world: World;
let classroom: Classroom;
let students: Record<'ada' | 'budi' | 'citra', string>;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 15 });
  classroom = await createClassroom(world);
  students = await enrolClass(world, classroom, ['ada', 'budi', 'citra']);
});
afterAll(() => world.close());

/** What an engine is asked to build galleries of. */
function watchBuilds(engine: FaceEngine) {
  const built: { people: readonly GalleryPerson[]; options: GalleryOptions }[] = [];
  const watching: FaceEngine = {
    ...engine,
    buildGallery: (people, options = {}) => {
      built.push({ people, options });
      return engine.buildGallery(people, options);
    },
  };
  const idsOf = (people: readonly GalleryPerson[] = []) => people.map(({ personId }) => personId).toSorted();
  return {
    watching,
    built,
    last: () => idsOf(built.at(-1)?.people),
    lent: () => idsOf(built.at(-1)?.options.cohort),
  };
}

const depsWith = (engine: FaceEngine) => ({
  ...world.database,
  ...world,
  engine,
  metrics: createMatcherMetrics(createMetrics('matcher')),
});

test('when somebody of another course comes to a campus session, then they are marked there, and at the course’s own they are unknown', async () => {
  const elsewhere = await createClassroom(world);
  const steps = frameSteps(world, matchRuleFor(world.engine));
  const comes = async (seconds: number): Promise<void> => {
    const frame = await frameOf(['ada'], seconds);
    await identifyFrame(steps, await storeFrame(world, elsewhere, elsewhere.door, frame, seconds));
  };
  for (const seconds of [60, 61, 62]) await comes(seconds);
  expect([...(await recordsOf(world.database, elsewhere.session.id)).keys()]).toEqual([]);
  await world.database.sessions.update(elsewhere.session.id, { scope: 'campus' });
  for (const seconds of [120, 121, 122]) await comes(seconds);
  expect([...(await recordsOf(world.database, elsewhere.session.id)).keys()]).toEqual([students.ada]);
});

test('when the campus gallery is loaded again after a withdrawal, then only what changed is read, and they are gone', async () => {
  const { watching, last } = watchBuilds(world.engine);
  const read: string[] = [];
  const { templates } = world.database;
  const counting: typeof templates = {
    ...templates,
    inBatches: (ids, size) => {
      read.push(...ids);
      return templates.inBatches(ids, size);
    },
  };
  const load = createGalleryLoader({ ...depsWith(watching), templates: counting });
  const first = await load(CAMPUS);
  expect(last()).toEqual(Object.values(students).toSorted());
  expect(read.length).toBeGreaterThan(0);
  read.length = 0;
  await world.database.consents.withdraw(students.citra);
  const second = await load(CAMPUS, first);
  expect(last()).toEqual([students.ada, students.budi].toSorted());
  expect(read).toEqual([]);
  first.close();
  second.close();
});

test('when a small roster borrows people and one of them withdraws, then the gallery is loaded without them', async () => {
  const { watching, built, last, lent } = watchBuilds(world.engine);
  const small = await createClassroom(world);
  const { galleries } = frameSteps({ ...world, engine: watching }, matchRuleFor(world.engine));
  await galleries.withGallery(small.course.id, async () => undefined);
  expect(last()).toEqual([]);
  expect(lent()).toEqual([students.ada, students.budi].toSorted());
  await world.database.consents.withdraw(students.budi);
  galleries.changed([small.course.id]);
  await galleries.withGallery(small.course.id, async () => undefined);
  expect(built).toHaveLength(2);
  expect(lent()).toEqual([students.ada]);
  galleries.close();
});
