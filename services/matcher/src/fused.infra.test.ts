import { afterAll, beforeAll, expect, test } from 'vitest';
import { identifyFrame } from './identify-frame.ts';
import { matchRuleFor } from './limits.ts';
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
let classroom: Classroom;
let students: Record<'ada' | 'budi' | 'citra', string>;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 10, engine: 'fused' });
  classroom = await createClassroom(world);
  students = await enrolClass(world, classroom, ['ada', 'budi', 'citra']);
}, 60_000);

afterAll(() => world.close());

async function pass(people: Person[], seconds: readonly number[]) {
  const steps = frameSteps(world, matchRuleFor(world.engine));
  for (const at of seconds) {
    const jpeg = await frameOf(people, at);
    await identifyFrame(steps, await storeFrame(world, classroom, classroom.door, jpeg, at));
  }
  const { items } = await world.database.sightings.list({
    sessionId: classroom.session.id,
    from: new Date(classroom.session.startsAt.getTime() + Math.min(...seconds) * 1000),
    to: new Date(classroom.session.startsAt.getTime() + Math.max(...seconds) * 1000 + 1),
  });
  return { faces: steps.published.map(({ faces }) => faces[0]), items };
}

test('when both engines look and a person passes, then they are marked, and each engine’s score is kept', async () => {
  const { faces, items } = await pass(['ada'], [60, 61, 62]);
  expect(faces.map((face) => face?.status)).toEqual(['confirming', 'confirming', 'present']);
  const mine = items.filter(({ studentId }) => studentId === students.ada);
  expect(mine).toHaveLength(3);
  for (const sighting of mine) {
    expect(sighting).toMatchObject({ engine: 'fused', reason: 'match' });
    expect(['agree', 'silent']).toContain(sighting.agreement);
    expect(sighting.deepScore).toBeGreaterThan(0.3);
    expect(sighting.siftScore).not.toBeNull();
    expect(sighting.modelVersion).toMatch(/^(deep|sift):.+\+(deep|sift):.+$/);
    expect(sighting.quality).toBeGreaterThan(0.5);
  }
}, 60_000);

test('when a stranger passes, then nobody is marked, and the sightings say why', async () => {
  const before = (await recordsOf(world.database, classroom.session.id)).size;
  const { items } = await pass(['stranger'], [120, 121, 122]);
  expect(items.length).toBeGreaterThanOrEqual(3);
  for (const { studentId, reason } of items) {
    expect(studentId).toBeNull();
    expect(['below-threshold', 'ambiguous', 'engines-disagree', 'poor-quality']).toContain(reason);
  }
  expect((await recordsOf(world.database, classroom.session.id)).size).toBe(before);
}, 60_000);
