import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
const students: string[] = [];
let sightingId: string;

beforeAll(async () => {
  api = await startTestApi();
  const { database } = api;
  const course = await database.courses.create({ code: 'IF-101', name: 'Algorithms' });
  const room = await database.rooms.create({ name: 'A-101' });
  for (const number of ['1001', '1002']) {
    students.push((await database.students.create({ number, name: `Student ${number}` })).id);
  }
  await database.rosters.add(course.id, students);
  await database.devices.create({
    id: 'door',
    name: 'Door',
    roomId: room.id,
    keyCiphertext: Buffer.from([1]),
  });
  const startsAt = new Date(Date.now() - 600_000);
  const endsAt = new Date(Date.now() + 3_600_000);
  const session = await database.sessions.create({ courseId: course.id, roomId: room.id, startsAt, endsAt });
  await database.attendance.recordFrame({
    session,
    sightings: [unknown(students[0] ?? '')],
    confirmations: [],
    decideStatus: () => 'present',
  });
  sightingId = (await database.sightings.list({ sessionId: session.id })).items[0]?.id ?? '';
});
afterAll(() => api.stop());

/** A face of nobody, most like the student. */
function unknown(candidateId: string) {
  return {
    frameId: 'door-00-1',
    faceNumber: 0,
    deviceId: 'door',
    capturedAt: new Date(),
    studentId: null,
    candidateId,
    score: 0.4,
    threshold: 0.45,
    runnerUpId: null,
    margin: null,
    requiredMargin: 0.08,
    reason: 'below-threshold',
    agreement: null,
    deepScore: 0.4,
    siftScore: null,
    quality: 0.5,
    sizePx: 80,
    sharpness: 9,
    liveness: null,
    livenessScore: null,
    livenessCues: null,
    presentationId: null,
    unknownGroupId: null,
    engine: 'deep',
    modelVersion: 'deep/1',
    box: { x: 10, y: 20, width: 80, height: 81 },
    evidenceKey: null,
  };
}

const reason = ['--reason', 'seen by me'];

test('when an unknown is named, then the student is marked, the list shows it, and it can be taken back', async () => {
  const named = await api.run('sighting', 'correct', sightingId, '--is', '1001', ...reason);
  expect(named.stderr).toBe('');
  expect(named.stdout).toContain('The attendance record: nothing → present.');
  const { items } = await api.json<{ items: { id: string }[] }>('sighting', 'corrections', '1001');
  const [made] = items;
  expect((await api.run('sighting', 'corrections', '1001')).stdout).toContain('seen by me');
  const template = await api.run('sighting', 'undo', made?.id ?? '', '--template-only');
  expect(template.code).toBe(1);
  expect((await api.run('sighting', 'undo', made?.id ?? '')).stdout).toContain('Took the correction back.');
  expect((await api.run('sighting', 'corrections', '1001')).stdout).toContain('There are no corrections');
});

test.each([
  [['correct', 'ID', ...reason], 2, 'Give --not, or --is with a number.'],
  [['correct', 'ID', '--not', '--add-template', ...reason], 2, '--add-template goes with --is.'],
  [['correct', 'ID', '--not'], 2, '--reason is required'],
  [['correct', 'ID', '--not', ...reason], 1, 'name whom it is not'],
  [['correct', 'ID', '--is', '1001', '--add-template', ...reason], 1, 'adaptGallery'],
])('when hadir sighting %j is run, then it says what is wrong', async (args, code, says) => {
  const ended = await api.run('sighting', ...args.map((arg) => (arg === 'ID' ? sightingId : arg)));
  expect(ended.code).toBe(code);
  expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(says);
});

test('when settings are changed, then they are shown, and expression needs its notice', async () => {
  const set = await api.run(
    'settings',
    'set',
    'keepUnknowns=on',
    'matchRule.fused.threshold=4',
    'matchRule.fused.margin=2',
  );
  expect(set.stdout).toMatch(/keepUnknowns +on/);
  const shown = await api.run('settings', 'show');
  expect(shown.stdout).toMatch(/matchRule.fused +threshold 4, margin 2/);
  const bare = await api.run('settings', 'set', 'expression=on');
  expect(bare.code).toBe(1);
  expect(bare.stderr).toContain('Article 5(1)(f)');
  const { expressionNotice } = await api.json<{ expressionNotice: string }>('settings', 'show');
  const on = await api.run('settings', 'set', 'expression=on', '--acknowledge', expressionNotice);
  expect(on.stdout).toMatch(/expression +on \(api-key:/);
  const wrong = await api.run('settings', 'set', 'keepUnknown=on');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('There is no setting keepUnknown.');
});

test('when two students look alike, then the pair is listed until it is dismissed', async () => {
  expect((await api.run('look-alike', 'list')).stdout).toContain('No two students look too much alike.');
  const [a = '', b = ''] = students;
  await api.database.lookAlikes.note([{ studentIds: [a, b], engine: 'deep', score: 0.61 }], new Date());
  const { items } = await api.json<{ items: { id: string }[] }>('look-alike', 'list');
  expect((await api.run('look-alike', 'list')).stdout).toMatch(/1001 Student 1001 .*0\.61/);
  const dismissed = await api.run('look-alike', 'dismiss', items[0]?.id ?? '');
  expect(dismissed.stdout).toContain('are two people.');
  expect((await api.run('look-alike', 'list')).stdout).toContain('No two students');
  expect((await api.run('look-alike', 'list', '--dismissed')).stdout).toContain('1002 Student 1002');
  expect((await api.run('look-alike', 'dismiss', items[0]?.id ?? '', '--undo')).stdout).toContain(
    'may be one person',
  );
});
