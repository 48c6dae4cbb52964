import { CAMPUS } from '@hadir/db';
import { createMetrics } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolPerson } from '../enrol-person.ts';
import { createGalleries } from '../galleries.ts';
import { createMatcherMetrics } from '../matcher-metrics.ts';
import { enrolClass, enrolSteps } from '../testing/frame-steps.ts';
import { photoOf } from '../testing/people.ts';
import { addStudent, type Classroom, createClassroom, createWorld, type World } from '../testing/world.ts';
import {
  type FindLookAlikesDeps,
  findAllLookAlikes,
  findLookAlikes,
  LOOK_ALIKE_FROM,
} from './find-look-alikes.ts';

let world: World;
let classroom: Classroom;
let galleries: ReturnType<typeof createGalleries>;
let deps: FindLookAlikesDeps;
let students: Record<'ada' | 'budi' | 'citra', string>;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 8, engine: 'deep' });
  classroom = await createClassroom(world);
  const metrics = createMatcherMetrics(createMetrics('matcher'));
  galleries = createGalleries(world, metrics, 4);
  deps = { ...world, ...world.database, galleries, metrics };
  students = await enrolClass(world, classroom, ['ada', 'budi', 'citra']);
});
afterAll(async () => {
  galleries.close();
  await world.close();
});

const found = async () => (await world.database.lookAlikes.list()).items;

test('when people look like themselves only, then no pair is found', async () => {
  expect(await findAllLookAlikes(deps)).toEqual({ people: 3, pairs: 0 });
  expect(await found()).toEqual([]);
});

test('when one person is enrolled twice, then the pair is found at once and every night, until one of them goes', async () => {
  const { id, studentId } = await addStudent(world, classroom, [await photoOf('ada', 2)]);
  await enrolPerson(enrolSteps(world), id);
  galleries.changed([CAMPUS]);
  const pairs = await findLookAlikes(deps, studentId);
  expect(pairs.map(({ studentIds }) => studentIds)).toEqual([[students.ada, studentId].toSorted()]);
  expect(pairs[0]?.score).toBeGreaterThan(LOOK_ALIKE_FROM);
  const [first] = await found();
  expect(await findAllLookAlikes(deps)).toEqual({ people: 4, pairs: 1 });
  const [again] = await found();
  expect(again).toMatchObject({ id: first?.id, foundAt: first?.foundAt });
  expect(await world.database.lookAlikes.forCourse(classroom.course.id)).toHaveLength(1);
  await world.database.consents.withdraw(studentId);
  galleries.changed([CAMPUS]);
  await findAllLookAlikes(deps);
  expect(await found()).toEqual([]);
});

test('when it is told to stop, then it forgets no pair', async () => {
  const pair = [students.ada, students.budi] as const;
  await world.database.lookAlikes.note([{ studentIds: pair, engine: 'deep', score: 0.9 }], new Date(0));
  await expect(findAllLookAlikes(deps, AbortSignal.abort())).rejects.toThrow('abort');
  expect(await found()).toHaveLength(1);
});
