import { randomUUID } from 'node:crypto';
import type { NewSighting } from '@hadir/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
const crop = Buffer.from([0xff, 0xd8, 0x01, 0x02, 0xff, 0xd9]);
let api: TestApi;
let ada: string;
let sessionId: string;
const presentationId = randomUUID();
const unknownGroupId = randomUUID();

const seeAt = (
  time: string,
  studentId: string | null,
  figures: Partial<NewSighting> = {},
  evidenceKey?: string,
) =>
  see(api.database, {
    sessionId,
    deviceId: figures.deviceId ?? 'door',
    studentId,
    at: `2025-03-03T${time}Z`,
    figures,
    ...(evidenceKey && { evidenceKey }),
  });

beforeAll(async () => {
  api = await startTestApi();
  ada = await addStudent(api.ask);
  await giveConsent(api.ask, ada);
  sessionId = (await addSession(api.ask, await addCourse(api.ask, [ada]))).id;
  for (const id of ['door', 'desk']) await api.ask('POST', '/v1/devices', { json: { id, name: id } });
  const markKey = `students/${ada}/evidence/${sessionId}.jpg`;
  const unknownKey = `unknown/${sessionId}/door-1-1-0.jpg`;
  for (const key of [markKey, unknownKey]) await api.objects.put(key, crop, { contentType: 'image/jpeg' });
  const cues = [{ name: 'blink', value: 1, says: 'live' }];
  await seeAt(
    '02:01:00.500',
    ada,
    { agreement: 'agree', deepScore: 0.7, liveness: 'live', livenessScore: 0.9, livenessCues: cues },
    markKey,
  );
  await seeAt('02:02:00', null, {
    candidateId: ada,
    evidenceKey: unknownKey,
    presentationId,
    unknownGroupId,
  });
  await seeAt('02:03:00', null, { deviceId: 'desk', reason: 'spoof-suspected', liveness: 'suspected' });
  await seeAt('02:04:00', null, { reason: 'ambiguous' });
});
afterAll(() => api.close());

const path = () => `/v1/sessions/${sessionId}/sightings`;
const minutes = async (filter: string): Promise<number[]> => {
  const { status, body } = await api.ask('GET', `${path()}?${filter}`, { as: 'staff' });
  expect(status).toBe(200);
  return body.items.map(({ capturedAt }: { capturedAt: string }) => new Date(capturedAt).getUTCMinutes());
};
const idAt = async (minute: number): Promise<string> => {
  const all = await walk(api.ask, path(), 2);
  return String(all.find(({ capturedAt }) => new Date(String(capturedAt)).getUTCMinutes() === minute)?.id);
};

test('when sightings are listed, then they come newest first with all that they were decided by', async () => {
  const all = await walk(api.ask, path(), 2);
  expect(all.map(({ capturedAt }) => capturedAt)).toEqual([
    '2025-03-03T02:04:00.000Z',
    '2025-03-03T02:03:00.000Z',
    '2025-03-03T02:02:00.000Z',
    '2025-03-03T02:01:00.500Z',
  ]);
  expect(all[3]).toMatchObject({
    sessionId,
    studentId: ada,
    candidateId: ada,
    score: 9.5,
    threshold: 6.8,
    runnerUpId: null,
    margin: null,
    requiredMargin: 3,
    reason: 'match',
    agreement: 'agree',
    parts: { deep: 0.7, sift: 9.5 },
    quality: 0.8,
    sizePx: 90,
    sharpness: 11,
    liveness: { verdict: 'live', score: 0.9, cues: [{ name: 'blink', value: 1, says: 'live' }] },
    engine: 'sift',
    modelVersion: 'sift/1',
    box: { x: 10, y: 20, width: 90, height: 90 },
    hasEvidence: false,
  });
  expect(all[2]).toMatchObject({ presentationId, unknownGroupId, hasEvidence: true, liveness: null });
  expect(JSON.stringify(all)).not.toContain('.jpg');
  expect((await api.ask('GET', `/v1/sessions/${nobody}/sightings`)).status).toBe(404);
});

test('when filters are given, then only what fits all of them is listed', async () => {
  expect(await minutes('reason=spoof-suspected')).toEqual([3]);
  expect(await minutes(`studentId=${ada}`)).toEqual([2, 1]);
  expect(await minutes('deviceId=door')).toEqual([4, 2, 1]);
  expect(await minutes('liveness=suspected')).toEqual([3]);
  expect(await minutes(`presentationId=${presentationId}`)).toEqual([2]);
  expect(await minutes(`unknownGroupId=${unknownGroupId}`)).toEqual([2]);
  expect(await minutes('from=2025-03-03T02:02:00Z&to=2025-03-03T02:04:00Z')).toEqual([3, 2]);
  expect(await minutes('deviceId=door&from=2025-03-03T09:02:00%2B07:00')).toEqual([4, 2]);
  expect(await minutes('deviceId=desk&reason=match')).toEqual([]);
  expect((await api.ask('GET', `${path()}?reason=because`)).status).toBe(400);
});

test('when pages of a filtered list are walked, then nothing is lost or told twice', async () => {
  const { body } = await api.ask('GET', `${path()}?deviceId=door&limit=2`);
  const next = await api.ask('GET', `${path()}?deviceId=door&limit=2&cursor=${body.nextCursor}`);
  expect([...body.items, ...next.body.items].map(({ reason }) => reason)).toEqual([
    'ambiguous',
    'below-threshold',
    'match',
  ]);
  expect(next.body.nextCursor).toBeNull();
});

test('when one sighting is read, then it is as in the list', async () => {
  const id = await idAt(1);
  const { status, body } = await api.ask('GET', `/v1/sightings/${id}`, { as: 'staff' });
  expect(status).toBe(200);
  expect(body).toEqual((await walk(api.ask, path(), 50)).find((sighting) => sighting.id === id));
  expect((await api.ask('GET', `/v1/sightings/${nobody}`)).status).toBe(404);
});

test.each([
  ['an unknown face', 2],
  ['a match whose mark has one', 1],
])(
  'when the crop of %s is read, then its bytes come, and the audit log knows who read it',
  async (_of, minute) => {
    const id = await idAt(minute);
    const { status, headers, text } = await api.ask('GET', `/v1/sightings/${id}/evidence`, { as: 'staff' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(text).toBe(crop.toString());
    const { body } = await api.ask('GET', `/v1/audit?subjectType=sighting&subjectId=${id}`);
    expect(body.items).toMatchObject([{ action: 'sighting.view-evidence', details: { sessionId } }]);
  },
);

test('when no crop is kept, or it is gone, or a viewer asks, then no bytes come and nothing is logged', async () => {
  const [without, unknown] = [await idAt(4), await idAt(2)];
  expect((await api.ask('GET', `/v1/sightings/${without}/evidence`)).status).toBe(404);
  expect((await api.ask('GET', `/v1/sightings/${nobody}/evidence`)).status).toBe(404);
  expect((await api.ask('GET', `/v1/sightings/${unknown}/evidence`, { as: 'viewer' })).status).toBe(403);
  await api.objects.delete(`unknown/${sessionId}/door-1-1-0.jpg`);
  expect((await api.ask('GET', `/v1/sightings/${unknown}/evidence`)).status).toBe(404);
  const { body } = await api.ask('GET', `/v1/audit?subjectType=sighting&subjectId=${without}`);
  expect(body.items).toEqual([]);
});
