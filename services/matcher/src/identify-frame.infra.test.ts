import { type Frame, markEvidenceKey } from '@hadir/contracts';
import { FatalJobError } from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { identifyFrame } from './identify-frame.ts';
import { type BaseRule, matchRuleFor } from './limits.ts';
import { enrolClass, frameSteps } from './testing/frame-steps.ts';
import { emptyFrame, frameOf, type Person } from './testing/people.ts';
import {
  type Classroom,
  createClassroom,
  createWorld,
  forgetStudents,
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
  world = await createWorld({ redisDatabase: 3 });
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

const seen = async (people: Person[], secondsIn: number, device = classroom.door): Promise<Frame> =>
  storeFrame(world, classroom, device, await frameOf(people, secondsIn), secondsIn);

const records = () => recordsOf(world.database, classroom.session.id);
/** What each frame came to. The detector may see a face in the wall too, which is nobody's. */
const statuses = () =>
  steps.published.map(({ dropped, faces }) => {
    const matched = faces.flatMap(({ studentId, status }) => (studentId === null ? [] : status));
    return dropped ?? (matched.join() || 'unknown');
  });
const at = (secondsIn: number): Date => new Date(classroom.session.startsAt.getTime() + secondsIn * 1000);

test('when a person is seen in three frames, then the third marks them present, with evidence', async () => {
  for (const seconds of [60, 61, 62]) await identifyFrame(steps, await seen(['ada'], seconds));
  expect(statuses()).toEqual(['confirming', 'confirming', 'present']);
  const record = (await records()).get(students.ada);
  expect(record).toMatchObject({
    status: 'present',
    statusSource: 'camera',
    firstSeenAt: at(60),
    lastSeenAt: at(62),
  });
  expect(record?.evidenceKey).toBe(markEvidenceKey(classroom.session.id, students.ada));
  const crop = await world.objects.get(record?.evidenceKey ?? '');
  expect([...crop.subarray(0, 2), ...crop.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
});

test('when the confirming frame is delivered again, then one record and its sightings stand as before', async () => {
  const frames = [await seen(['ada'], 60), await seen(['ada'], 61), await seen(['ada'], 62)];
  for (const frame of [...frames, ...frames]) await identifyFrame(steps, frame);
  expect(statuses().slice(3)).toEqual(['duplicate', 'duplicate', 'duplicate']);
  const { items } = await world.database.sightings.list({ sessionId: classroom.session.id });
  expect(items.flatMap(({ studentId }) => studentId ?? [])).toEqual([
    students.ada,
    students.ada,
    students.ada,
  ]);
  expect(new Set(items.map(({ frameId, faceNumber }) => `${frameId}/${faceNumber}`)).size).toBe(items.length);
  expect([...(await records()).keys()]).toEqual([students.ada]);
});

test('when one frame alone is delivered five times, then nobody is confirmed by it', async () => {
  const frame = await seen(['ada'], 60);
  for (let delivery = 0; delivery < 5; delivery += 1) await identifyFrame(steps, frame);
  expect(new Set(statuses())).toEqual(new Set(['confirming']));
  expect((await records()).size).toBe(0);
});

test('when two cameras see the person at once, then their frames confirm together and leave one record', async () => {
  const frames = await Promise.all([
    seen(['ada'], 60),
    seen(['ada'], 61),
    seen(['ada'], 60, classroom.desk),
    seen(['ada'], 61, classroom.desk),
  ]);
  await Promise.all(frames.map((frame) => identifyFrame(steps, frame)));
  expect(statuses().filter((status) => status === 'present')).toHaveLength(1);
  expect([...(await records()).keys()]).toEqual([students.ada]);
});

test('when two people stand in one frame, then each is marked', async () => {
  for (const seconds of [60, 61, 62]) await identifyFrame(steps, await seen(['ada', 'budi'], seconds));
  expect([...(await records()).keys()].toSorted()).toEqual([students.ada, students.budi].toSorted());
});

test('when earlier frames come last, then first seen moves back and late becomes present', async () => {
  const late = 16 * 60;
  for (const seconds of [late + 2, late, late + 1]) await identifyFrame(steps, await seen(['ada'], seconds));
  expect((await records()).get(students.ada)).toMatchObject({
    status: 'late',
    firstSeenAt: at(late),
    lastSeenAt: at(late + 2),
  });
  for (const seconds of [62, 60, 61]) await identifyFrame(steps, await seen(['ada'], seconds));
  expect((await records()).get(students.ada)).toMatchObject({
    status: 'present',
    firstSeenAt: at(60),
    lastSeenAt: at(late + 2),
  });
});

test('when a stranger is seen, then the face is unknown, nobody is marked and no crop is kept', async () => {
  for (const seconds of [60, 61, 62]) await identifyFrame(steps, await seen(['stranger'], seconds));
  expect(statuses()).toEqual(['unknown', 'unknown', 'unknown']);
  expect((await records()).size).toBe(0);
  const { keys } = await world.objects.list(`unknown/${classroom.session.id}/`, { limit: 10 });
  expect(keys).toEqual([]);
});

test('when nobody is in the frame, then it is dropped for that', async () => {
  await identifyFrame(steps, await storeFrame(world, classroom, classroom.door, await emptyFrame(), 60));
  expect(statuses()).toEqual(['no-face']);
});

test('when no session is open, then the frame is dropped without looking at its bytes', async () => {
  const frame = await storeFrame(world, classroom, classroom.door, Buffer.from('no image'), 5 * 3600);
  await identifyFrame(steps, frame);
  await identifyFrame(steps, { ...frame, roomId: null });
  expect(steps.published.map(({ dropped, sessionId }) => [dropped, sessionId])).toEqual([
    ['no-open-session', null],
    ['no-room', null],
  ]);
});

test('when the bytes have expired, then the job is fatal and the outcome says so', async () => {
  const frame = await seen(['ada'], 60);
  await identifyFrame(steps, frame);
  const failed = identifyFrame(steps, { ...frame, frameId: `${classroom.door}-gone-1` });
  await expect(failed).rejects.toMatchObject({ name: 'FatalJobError', reason: 'frame-expired' });
  expect(statuses().at(-1)).toBe('expired');
});

test('when the bytes are no image, then the job is fatal and the outcome says so', async () => {
  const bytes = Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.alloc(2000, 7), Buffer.of(0xff, 0xd9)]);
  const frame = await storeFrame(world, classroom, classroom.door, bytes, 60);
  const error: unknown = await identifyFrame(steps, frame).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FatalJobError);
  expect(error).toMatchObject({ reason: 'bad-image' });
  expect(statuses()).toEqual(['bad-image']);
});

test('when someone leaves the roster, then the next frame after the version check does not know them', async () => {
  await identifyFrame(steps, await seen(['ada'], 60));
  await world.database.rosters.remove(course.id, students.ada);
  steps.galleries.changed([course.id]);
  await identifyFrame(steps, await seen(['ada'], 61));
  await world.database.rosters.add(course.id, [students.ada]);
  expect(statuses()).toEqual(['confirming', 'unknown']);
});

test('when consent is withdrawn between the search and the record, then nobody is marked and no crop is kept', async () => {
  // A face that is enrolled twice would be in the cohort that its own roster borrows.
  await forgetStudents(world);
  classroom = await createClassroom(world);
  const { ada } = await enrolClass(world, classroom, ['ada', 'budi']);
  const withdrawing = {
    ...steps,
    confirmSighting: async (sighting: Parameters<typeof steps.confirmSighting>[0]) => {
      await world.database.consents.withdraw(ada);
      return {
        confirmed: true as const,
        weight: 3,
        firstSeenMs: +sighting.capturedAt,
        lastSeenMs: +sighting.capturedAt,
      };
    },
  };
  await identifyFrame(withdrawing, await seen(['ada'], 60));
  expect(statuses()).toEqual(['unknown']);
  expect((await records()).size).toBe(0);
  expect(await world.objects.head(markEvidenceKey(classroom.session.id, ada))).toBeUndefined();
});
