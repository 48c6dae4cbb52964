import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await see();
}, 60_000);
afterAll(() => api.stop());

const NOW = Date.now();
const PEOPLE = 20;

/** 20 people who were seen and marked in five sessions at score 9, and 30 strangers in the first of them at up to 2.9. */
async function see(): Promise<void> {
  const { database } = api;
  const course = await database.courses.create({ code: 'IF-101', name: 'Algorithms' });
  const room = await database.rooms.create({ name: 'A1' });
  const device = await database.devices.create({
    ...{ id: 'cam-1', name: 'Door', roomId: room.id, keyCiphertext: Buffer.from([1]) },
  });
  const students: string[] = [];
  for (let number = 0; number < PEOPLE; number++) {
    const { id } = await database.students.create({ number: `S${number}`, name: `Student ${number}` });
    await database.consents.grant({ studentId: id, grantedBy: 'test', noticeVersion: '1' });
    students.push(id);
  }
  await database.rosters.add(course.id, students);
  for (let days = 1; days <= 5; days++) {
    const startsAt = new Date(NOW - days * 86_400_000);
    const session = await database.sessions.create({
      ...{ courseId: course.id, roomId: room.id, startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) },
    });
    const record = (candidateId: string, score: number, isMark: boolean) =>
      database.attendance.recordFrame({
        session,
        sightings: [sighting(device.id, candidateId, score, isMark, startsAt)],
        confirmations: isMark
          ? [
              {
                studentId: candidateId,
                firstSeenAt: startsAt,
                lastSeenAt: startsAt,
                score,
                evidenceKey: null,
              },
            ]
          : [],
        decideStatus: () => 'present',
      });
    for (const student of students) await record(student, 9, true);
    if (days === 1) for (let at = 0; at < 30; at++) await record(students[0] ?? '', at / 10, false);
  }
}

function sighting(deviceId: string, candidateId: string, score: number, isMark: boolean, capturedAt: Date) {
  return {
    ...{ frameId: randomUUID(), faceNumber: 0, deviceId, capturedAt, candidateId, score, threshold: 4 },
    ...{ studentId: isMark ? candidateId : null, runnerUpId: null, margin: null, requiredMargin: 2 },
    ...{ reason: isMark ? 'match' : 'below-threshold', agreement: 'agree', deepScore: null, siftScore: null },
    ...{ quality: 0.8, sizePx: 80, sharpness: 9, liveness: null, livenessScore: null, livenessCues: null },
    ...{ presentationId: randomUUID(), unknownGroupId: null, engine: 'fused', modelVersion: 'm1' },
    ...{ box: { x: 1, y: 1, width: 80, height: 80 }, evidenceKey: null },
  };
}

const run = (...args: string[]) => runWith({}, ...args);
const runWith = (change: Readonly<Record<string, string>>, ...args: string[]) =>
  runCliProcess(['calibrate', ...args], {
    ...{ HADIR_API_URL: api.url, HADIR_API_KEY: key, DATABASE_URL: api.databaseUrl, ...change },
  });
let key = '';
beforeAll(async () => {
  key = await api.keyOf('admin');
});

test('when labels are too few, then it says how many it takes, and nothing is applied', async () => {
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).toContain('Too few labels to propose a threshold for FPIR 0.1 %');
  expect(stdout).toContain("2970 strangers' presentations more are needed");
  const applied = await run('--apply');
  expect(applied.code).toBe(1);
  expect(applied.stderr).toContain('Nothing is proposed from 100 genuine presentations and 30 of strangers.');
});

test('when a threshold is proposed, then applying sets it through the audited api, and a reset goes back', async () => {
  const page = join(api.dir, 'calibration.html');
  const asked = await run('--course', 'IF-101', '--target-fpir', '0.1', '--apply', '--html', page, '--json');
  expect(asked.stderr).toBe('');
  expect(JSON.parse(asked.stdout)).toMatchObject({
    ...{ engine: 'fused', sessions: 5, sightings: 130, assumed: 30, current: { threshold: 4, margin: 2 } },
    proposed: { threshold: 2.601, margin: 2 },
    changes: { lost: [] },
    change: { before: null, after: { threshold: 2.601, margin: 2 } },
  });
  await rm(page);
  const { items } = await api.database.audit.list({ limit: 5, subjectType: 'site-settings' });
  expect(items[0]).toMatchObject({
    action: 'site-settings.change',
    details: { 'matchRule.fused.threshold.after': 2.601 },
  });
  const back = await run('--reset', '--engine', 'fused');
  expect(back.stdout).toContain('was threshold 2.601, margin 2 and is now as shipped');
});

test('when matchers have a fusion of their own, then nothing below half of its threshold is proposed', async () => {
  const shipped = new URL('../../../../vision/fusion/default.json', import.meta.url);
  const fusion = JSON.parse(await readFile(shipped, 'utf8'));
  const file = join(api.dir, 'fusion.json');
  await writeFile(file, JSON.stringify({ ...fusion, calibration: { threshold: 7, margin: 1 } }));
  const { stdout } = await runWith({ FUSION_FILE: file }, '--target-fpir', '0.1', '--json');
  expect(JSON.parse(stdout).proposed).toEqual({ threshold: 3.501, margin: 2 });
  const { stderr } = await runWith({ FUSION_FILE: join(api.dir, 'none.json') });
  expect(stderr).toContain('Check FUSION_FILE.');
});

test.each([
  ['a course that is none', ['--course', 'none'], 1],
  ['an end before the beginning', ['--from', '2026-02-01', '--to', '2026-01-01'], 2],
  ['a reset of no engine', ['--reset'], 2],
  ['a reset and a change', ['--reset', '--apply', '--engine', 'deep'], 2],
])('when given %s, then it is told in one line with the fix', async (_, args, code) => {
  const ended = await run(...args);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(/^hadir: .+\n/);
});
