import { setTimeout } from 'node:timers/promises';
import { type Frame, type FrameOutcome, jobs, markEvidenceKey } from '@hadir/contracts';
import { openDatabase } from '@hadir/db';
import { waitFor } from '@hadir/local-stack/testing';
import {
  createDeadLetters,
  createFrameStore,
  createMetrics,
  createQueue,
  type DeadLetter,
  DependencyUnavailable,
  type Subscription,
  subscribeGalleryChanged,
  subscribeOutcomes,
} from '@hadir/platform';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMatcher, type Matcher, type MatcherDeps, type MatcherOptions } from './app.ts';
import { matchRuleFor, PHOTO_LIMITS } from './limits.ts';
import { enrolClass } from './testing/frame-steps.ts';
import { frameOf, photoOf } from './testing/people.ts';
import { createRelay } from './testing/relay.ts';
import {
  addStudent,
  type Classroom,
  createClassroom,
  createWorld,
  forgetStudents,
  recordsOf,
  storeFrame,
  type World,
} from './testing/world.ts';

let world: World;
let classroom: Classroom;
let matcher: Matcher;
let outcomes: FrameOutcome[];
let subscriptions: Subscription[];

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 5 });
});

afterAll(() => world.close());

beforeEach(async () => {
  classroom = await createClassroom(world);
  matcher = matcherWith({});
  await enrolClass(world, classroom, ['budi', 'citra']);
  outcomes = [];
  subscriptions = [await subscribeOutcomes(world.redis, (outcome) => void outcomes.push(outcome))];
  matcher.run();
});

afterEach(async () => {
  await matcher.close(5000);
  for (const subscription of subscriptions) await subscription.close();
  await forgetStudents(world);
});

function matcherWith(deps: Partial<MatcherDeps>): Matcher {
  const options: MatcherOptions = {
    concurrency: 2,
    maxGalleries: 4,
    matchRule: matchRuleFor(world.engine),
    confirmRule: { sightings: 1, windowMs: 10_000 },
    photoLimits: PHOTO_LIMITS,
    keepUnknownCrops: false,
  };
  return createMatcher({ ...world, ...deps, metrics: createMetrics('matcher') }, options);
}

/** In place of the matcher that every test begins with. */
async function restartWith(deps: Partial<MatcherDeps>): Promise<void> {
  await matcher.close(5000);
  matcher = matcherWith(deps);
  matcher.run();
}

async function post(bytes: Buffer, secondsIn: number): Promise<Frame> {
  const frame = await storeFrame(world, classroom, classroom.door, bytes, secondsIn);
  await createQueue(jobs.identifyFrame, world.redis).add(frame, frame.frameId);
  return frame;
}

const outcomeOf = ({ frameId }: Frame): Promise<FrameOutcome> =>
  waitFor('the outcome', () => outcomes.find((outcome) => outcome.frameId === frameId));

const deadLetterOf = ({ frameId }: Frame): Promise<DeadLetter | undefined> =>
  createDeadLetters(world.redis, jobs.identifyFrame)
    .show(frameId)
    .catch(() => undefined);

async function enrolByJob(): Promise<string> {
  const photos = await Promise.all([1, 2].map((number) => photoOf('ada', number)));
  const { id, studentId } = await addStudent(world, classroom, photos);
  await createQueue(jobs.enrolPerson, world.redis).add({ enrolmentId: id }, id);
  await waitFor(
    'the enrolment',
    async () => (await world.database.enrolments.find(id))?.status === 'accepted',
  );
  return studentId;
}

test('when a frame is queued, then it is recorded, told and its bytes are deleted', async () => {
  const student = await enrolByJob();
  const frame = await post(await frameOf(['ada'], 1), 60);
  expect(await outcomeOf(frame)).toMatchObject({
    sessionId: classroom.session.id,
    dropped: null,
    faces: [{ status: 'present', studentId: student }],
  });
  expect((await recordsOf(world.database, classroom.session.id)).get(student)?.status).toBe('present');
  const frames = createFrameStore(world.redis);
  await waitFor('deletion', async () => (await frames.get(frame.frameId)) === undefined);
});

test.each([
  ['told', true],
  ['not told, as when the message is lost', false],
])(
  'when someone is enrolled and it is %s, then the gallery knows them within two seconds',
  async (_how, told) => {
    if (told) {
      const galleriesChanged = ({ courseIds }: { courseIds: string[] }) =>
        matcher.galleriesChanged(courseIds);
      subscriptions.push(await subscribeGalleryChanged(world.redis, galleriesChanged));
    }
    const jpeg = await frameOf(['ada'], 1);
    expect((await outcomeOf(await post(jpeg, 60))).faces.map(({ studentId }) => studentId)).toEqual([null]);
    await enrolByJob();
    const enrolledAt = performance.now();
    await waitFor('a match', async () => {
      const outcome = await outcomeOf(await post(jpeg, 61));
      return outcome.faces[0]?.status === 'present';
    });
    expect(performance.now() - enrolledAt).toBeLessThan(2000);
  },
);

test('when a frame is no image, then it is a dead letter at once and keeps its bytes', async () => {
  const bytes = Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.alloc(2000, 7), Buffer.of(0xff, 0xd9)]);
  const frame = await post(bytes, 60);
  expect((await outcomeOf(frame)).dropped).toBe('bad-image');
  const deadLetters = createDeadLetters(world.redis, jobs.identifyFrame);
  const letter = await waitFor('the dead letter', () =>
    deadLetters.show(frame.frameId).catch(() => undefined),
  );
  expect(letter.attempts).toBe(1);
  expect(letter.reason).toMatch(/^bad-image/);
  expect(await createFrameStore(world.redis).get(frame.frameId)).toEqual(bytes);
});

test('when the matcher is closed while frames are in hand, then those are finished and another takes the rest', async () => {
  const jpeg = await frameOf(['ada'], 1);
  const frames = await Promise.all(Array.from({ length: 12 }, (_, at) => post(jpeg, 60 + at)));
  await waitFor('the first outcome', () => outcomes.length > 0);
  await matcher.close(5000);
  const { active, waiting, delayed } = await createQueue(jobs.identifyFrame, world.redis).counts();
  expect(active).toBe(0);
  await waitFor('outcomes on their way', () => outcomes.length + waiting + delayed === frames.length);
  await restartWith({});
  await Promise.all(frames.map(outcomeOf));
  expect(outcomes).toHaveLength(frames.length);
});

test('when the database is away for longer than all attempts, then the frame waits and is recorded when it is back', async () => {
  const student = await enrolByJob();
  const relay = await createRelay(world.databaseUrl);
  const database = await openDatabase({
    url: relay.url,
    acquireTimeoutMs: 500,
    connectTimeoutMs: 500,
    log: world.log,
  });
  await restartWith({ database });
  await relay.cut();
  const frame = await post(await frameOf(['ada'], 1), 60);
  await waitFor('the matcher to stop taking jobs', () => !matcher.isTaking());
  // Longer than all attempts would last: nothing must happen meanwhile.
  await setTimeout(4000);
  expect(outcomes.filter(({ frameId }) => frameId === frame.frameId)).toEqual([]);
  await relay.mend();
  expect((await outcomeOf(frame)).faces[0]).toMatchObject({ status: 'present', studentId: student });
  expect(await deadLetterOf(frame)).toBeUndefined();
  await matcher.close(5000);
  await database.close();
  await relay.cut();
}, 60_000);

test('when the object store is away as a mark is made, then the crop is kept when it is back and the mark stays one', async () => {
  const student = await enrolByJob();
  let away = 2;
  const put: typeof world.objects.put = async (...object) => {
    if (away-- > 0) throw new DependencyUnavailable('object-store', new Error('away'));
    await world.objects.put(...object);
  };
  await restartWith({ objects: { ...world.objects, put } });
  const frame = await post(await frameOf(['ada'], 1), 60);
  const key = markEvidenceKey(classroom.session.id, student);
  await waitFor('the crop', async () => (await world.objects.head(key)) !== undefined);
  // The mark was made in the first round, whose outcome was never told.
  expect((await outcomeOf(frame)).faces[0]?.status).toBe('duplicate');
  expect(outcomes.filter(({ frameId }) => frameId === frame.frameId)).toHaveLength(1);
  expect([...(await recordsOf(world.database, classroom.session.id)).keys()]).toEqual([student]);
});
