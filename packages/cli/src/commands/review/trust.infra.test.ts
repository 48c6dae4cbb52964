import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCli } from '../../testing/spawn-cli.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

type Session = { readonly id: string; readonly startsAt: string };
let api: TestApi;
let session: Session;
beforeAll(async () => {
  api = await startTestApi();
  await api.json('course', 'add', 'IF-101', 'Programming');
  const room = await api.json<{ id: string }>('room', 'add', 'A-101');
  for (const [number, name] of [
    ['1001', 'Ada Rahma'],
    ['1002', 'Budi Santoso'],
  ]) {
    await api.json('student', 'add', number ?? '', name ?? '', '--course', 'IF-101');
  }
  const start = new Date(Date.now() - 3 * 3_600_000).toISOString();
  const added = ['--course', 'IF-101', '--room', 'A-101', '--start', start, '--minutes', '100'];
  session = await api.json('session', 'add', ...added);
  const keyCiphertext = Buffer.alloc(8);
  await api.database.devices.create({ id: 'door', name: 'Door', roomId: room.id, keyCiphertext });
});
afterAll(() => api.stop());

const unknown = (presentationId = randomUUID()) =>
  api.database.attendance.recordFrame({
    session,
    sightings: [
      {
        ...{ frameId: `door-${randomUUID()}`, faceNumber: 0, deviceId: 'door', presentationId },
        ...{
          studentId: null,
          candidateId: null,
          runnerUpId: null,
          margin: null,
          score: 0.3,
          threshold: 0.45,
        },
        ...{
          reason: 'below-threshold',
          requiredMargin: 0.08,
          agreement: null,
          deepScore: 0.3,
          siftScore: null,
        },
        ...{
          quality: 0.8,
          sizePx: 96,
          sharpness: 10,
          liveness: null,
          livenessScore: null,
          livenessCues: null,
        },
        ...{ unknownGroupId: null, engine: 'deep', modelVersion: 'deep:1', evidenceKey: null },
        ...{ box: { x: 1, y: 2, width: 96, height: 96 }, capturedAt: new Date(session.startsAt) },
      },
    ],
    confirmations: [],
    decideStatus: () => 'present',
  });
type Page = { readonly items: readonly { readonly id: string }[] };
const firstId = async (...list: string[]) => (await api.json<Page>(...list)).items[0]?.id ?? '';
const why = ['--reason', 'roll call'];

test('when students are marked by hand, then the history shows it, and undoing takes it back', async () => {
  const set = await api.json<{ items: { changeId: string }[] }>(
    ...['attendance', 'set', session.id, 'excused', '1001', '1002', ...why],
  );
  expect(set.items).toHaveLength(2);
  const shown = await api.run('attendance', 'show', session.id, '1001');
  expect(shown.stdout).toContain('excused (manual)');
  expect(shown.stdout).toContain('– → excused');
  expect(shown.stdout).toContain('roll call');
  const undone = await api.run('attendance', 'undo', set.items[0]?.changeId ?? '');
  expect(undone.stdout).toBe('Undone: the record is not there any more.\n');
  const again = await api.run('attendance', 'undo', set.items[0]?.changeId ?? '');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('undo what is newer first');
});

test('when an unknown face waits, then it is listed, shown, assigned and taken back', async () => {
  await unknown();
  const listed = await api.run('review', 'list', '--course', 'IF-101');
  expect(listed.stdout).toMatch(/unknown +door/);
  expect(listed.stdout).toContain('unknown 1');
  const id = await firstId('review', 'list');
  expect((await api.run('review', 'show', id)).stdout).toContain('below-threshold');
  const done = await api.json<{ id: string }>('review', 'assign', id, '1001', ...why);
  expect((await api.run('review', 'list')).stdout).toBe('Nothing waits, or nothing that fits.\n');
  const record = await api.run('attendance', 'show', session.id, '1001');
  expect(record.stdout).toContain('correction');
  expect((await api.run('review', 'undo', done.id)).stdout).toContain('open again');
  expect(await firstId('review', 'list')).toBe(id);
});

test('when items are ignored together, then each is told by itself, and the exit code says whether all were', async () => {
  const id = await firstId('review', 'list');
  const { code, stdout } = await api.run('review', 'ignore', id, randomUUID(), ...why);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✓ .*undo: .*\n✗ .*there is no such review item/);
  expect(await firstId('review', 'list', '--state', 'ignored')).toBe(id);
});

test('when a student disputes a record through a link, then staff list, show and answer it', async () => {
  const { token } = await api.json<{ token: string }>('student', 'link', '1002', '--days', '3');
  const asked = await fetch(`${api.url}/v1/me/disputes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId: session.id, claim: 'present', text: 'I was there' }),
  });
  expect(asked.status).toBe(201);
  expect((await api.run('dispute', 'list')).stdout).toMatch(/1002 +present +I was there/);
  const id = await firstId('dispute', 'list');
  expect((await api.run('dispute', 'show', id)).stdout).toContain('1002 Budi Santoso');
  expect((await api.run('dispute', 'answer', id, '--text', 'yes')).code).toBe(2);
  const answered = await api.run('dispute', 'answer', id, '--accept', '--text', 'yes');
  expect(answered.stdout).toBe('The dispute is accepted.\n');
  expect((await api.run('student', 'revoke-links', '1002')).stdout).toContain('No link of 1002');
  const sent = await api.run('student', 'link', '1002', '--send');
  expect(sent.stderr).toContain('sends no mail');
});

test('when the audit log is verified, then it is intact until somebody changes it', async () => {
  await api.database.audit.seal(new Date(Date.now() + 60_000));
  const listed = await api.run('audit', 'list', '--action', 'dispute.answer');
  expect(listed.stdout).toContain('dispute.answer');
  const env = {
    DATABASE_URL: api.databaseUrl,
    OBJECT_STORE_URL: pathToFileURL(join(api.dir, 'objects')).href,
  };
  const verify = () => startCli(['audit', 'verify', '--json'], env, api.dir).ended;
  const good = await verify();
  expect({ code: good.code, ...JSON.parse(good.stdout) }).toMatchObject({
    code: 0,
    isIntact: true,
    problems: [],
  });
  await sql(api.databaseUrl, "UPDATE audit_log SET actor = 'user:somebody' WHERE seq = 2");
  const bad = await verify();
  expect({ code: bad.code, ...JSON.parse(bad.stdout) }).toMatchObject({
    code: 1,
    isIntact: false,
    problems: [{ seq: 2, problem: 'changed' }],
  });
});
