import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createObjectStore } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
let session: { readonly id: string; readonly startsAt: string };
const crop = Buffer.from([0xff, 0xd8, 0x01, 0xff, 0xd9]);

const decided = {
  threshold: 0.45,
  requiredMargin: 0.08,
  quality: 0.8,
  sizePx: 96,
  sharpness: 10.25,
  livenessScore: 0.5,
  livenessCues: [{ name: 'parallax', value: 0.95, says: 'spoof' }],
  presentationId: null,
  unknownGroupId: null,
  engine: 'fused',
  modelVersion: 'deep:1+sift:2',
  box: { x: 1, y: 2, width: 96, height: 96 },
  deviceId: 'door',
  faceNumber: 0,
};

beforeAll(async () => {
  api = await startTestApi();
  await api.json('course', 'add', 'IF-101', 'Programming');
  const room = await api.json<{ id: string }>('room', 'add', 'A-101');
  const ada = await api.json<{ id: string }>('student', 'add', '1001', 'Ada Rahma', '--course', 'IF-101');
  const added = ['--course', 'IF-101', '--room', 'A-101', '--start', '2031-03-03 08:00', '--minutes', '100'];
  session = await api.json('session', 'add', ...added);
  const keyCiphertext = Buffer.alloc(8);
  await api.database.devices.create({ id: 'door', name: 'Door', roomId: room.id, keyCiphertext });
  const evidenceKey = `students/${ada.id}/refused/1.jpg`;
  const objects = createObjectStore(pathToFileURL(join(api.dir, 'objects')).href);
  await objects.put(evidenceKey, crop, { contentType: 'image/jpeg' });
  await api.database.attendance.recordFrame({
    session,
    sightings: [
      {
        ...decided,
        ...{ frameId: 'door-1-1', capturedAt: new Date(session.startsAt), evidenceKey },
        ...{ studentId: null, candidateId: ada.id, runnerUpId: null, margin: null, score: 0.712 },
        ...{
          reason: 'spoof-suspected',
          liveness: 'suspected',
          agreement: 'agree',
          deepScore: 0.71,
          siftScore: 18.44,
        },
      },
      {
        ...decided,
        ...{ frameId: 'door-1-2', capturedAt: new Date(session.startsAt), evidenceKey: null },
        ...{ studentId: null, candidateId: null, runnerUpId: null, margin: null, score: 0 },
        ...{ reason: 'below-threshold', liveness: null, agreement: null, deepScore: null, siftScore: null },
      },
    ],
    confirmations: [],
    decideStatus: () => 'present',
  });
});
afterAll(() => api.stop());

test('when sightings are listed, then each says whom it is most like and why it is no match', async () => {
  const { stdout } = await api.run('sighting', 'list', session.id, '--student', '1001');
  expect(stdout).toMatch(/08:00.* door +spoof-suspected +1001 Ada Rahma +0\.71 +0\.45 +– +0\.80 +suspected/);
  const { items } = await api.json<{ items: unknown[] }>(
    'sighting',
    'list',
    session.id,
    '--reason',
    'below-threshold',
  );
  expect(items).toHaveLength(1);
  expect((await api.run('sighting', 'list', session.id, '--reason', 'ambiguous')).stdout).toContain(
    'No face',
  );
  expect((await api.run('sighting', 'list', session.id, '--reason', 'because')).code).toBe(2);
});

test('when one is shown with its crop, then all that it was decided by is told and the crop is written', async () => {
  const [first] = (
    await api.json<{ items: { id: string }[] }>('sighting', 'list', session.id, '--liveness', 'suspected')
  ).items;
  const file = join(api.dir, 'face.jpg');
  const { stdout, code } = await api.run('sighting', 'show', first?.id ?? '', '--crop', file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Taken for +nobody/);
  expect(stdout).toMatch(/Most like +1001 Ada Rahma/);
  expect(stdout).toMatch(/Score +0\.71 of 0\.45 needed/);
  expect(stdout).toMatch(/Engines +deep 0\.71, sift 18\.4; agree/);
  expect(stdout).toMatch(/Quality +0\.80 \(96 px, sharpness 10\.[23]\)/);
  expect(stdout).toMatch(/Alive +suspected \(0\.50\), parallax says spoof/);
  expect(await readFile(file)).toEqual(crop);
});
