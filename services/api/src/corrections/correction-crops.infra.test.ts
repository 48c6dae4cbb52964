import { correctionCropKey, markEvidenceKey } from '@hadir/contracts';
import { DependencyUnavailable } from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { photo } from '../testing/photos.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { correctSighting } from './correct-sighting.ts';

let api: TestApi;
let takenForId: string;
let rightId: string;
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  [takenForId, rightId] = [await addStudent(api.ask), await addStudent(api.ask)];
  sessionId = (await addSession(api.ask, await addCourse(api.ask, [takenForId, rightId]))).id;
  for (const id of [takenForId, rightId]) await giveConsent(api.ask, id);
});

/** A match of whom a camera took for `takenForId`, with the crop of the mark. */
async function taken(): Promise<string> {
  const evidenceKey = markEvidenceKey(sessionId, takenForId);
  await api.objects.put(evidenceKey, photo(), { contentType: 'image/jpeg' });
  const at = '2025-03-03T02:01:00.500Z';
  await see(api.database, { sessionId, deviceId: 'door', studentId: takenForId, at, evidenceKey });
  return (await api.ask('GET', `/v1/sessions/${sessionId}/sightings`)).body.items[0].id;
}

const correct = async (sightingId: string, json: object): Promise<string> => {
  const body = { reason: 'a visitor', ...json };
  const answer = await api.ask('POST', `/v1/sightings/${sightingId}/corrections`, {
    json: body,
    as: 'staff',
  });
  expect(answer).toMatchObject({ status: 201, body: { hasCrop: true } });
  return answer.body.id;
};
const kept = (studentId: string, id: string) => api.objects.head(correctionCropKey(studentId, id));
const evidence = (sightingId: string) =>
  api.ask('GET', `/v1/sightings/${sightingId}/evidence`, { as: 'staff' });

/** Staff say that a face is not one student, then that it is another. */
async function deniedAndNamed() {
  const sightingId = await taken();
  const denial = await correct(sightingId, { kind: 'not-this-person' });
  const naming = await correct(sightingId, { kind: 'this-person', studentId: rightId });
  return { sightingId, denial, naming };
}

test('when a face is denied and then named, then both corrections keep the crop', async () => {
  const { denial, naming } = await deniedAndNamed();
  expect(await kept(takenForId, denial)).toBeDefined();
  expect(await kept(rightId, naming)).toBeDefined();
  await api.ask('DELETE', `/v1/corrections/${naming}`);
  expect(await kept(takenForId, denial)).toBeDefined();
  expect((await api.ask('DELETE', `/v1/corrections/${denial}`)).status).toBe(200);
  expect(await api.objects.head(markEvidenceKey(sessionId, takenForId))).toBeDefined();
});

test('when a match was denied, then staff can still look at the face, and the audit log says who did', async () => {
  const sightingId = await taken();
  await correct(sightingId, { kind: 'not-this-person' });
  expect((await evidence(sightingId)).status).toBe(200);
  const { items } = (await api.ask('GET', `/v1/audit?subjectType=sighting&subjectId=${sightingId}`)).body;
  expect(items).toMatchObject([{ action: 'sighting.view-evidence' }]);
});

test.each([
  { deed: 'is erased', forget: () => api.ask('DELETE', `/v1/students/${rightId}`) },
  { deed: 'withdraws consent', forget: () => api.ask('DELETE', `/v1/students/${rightId}/consent`) },
])('when the one who was named $deed, then the crop goes from the one who was denied', async ({ forget }) => {
  const { denial } = await deniedAndNamed();
  expect((await forget()).status).toBe(200);
  expect(await kept(takenForId, denial)).toBeUndefined();
  const { body } = await api.ask('GET', `/v1/corrections/${denial}`);
  expect(body).toMatchObject({ hasCrop: false, learning: 'none' });
});

test.each([
  { what: 'the answer to a commit is lost', commits: true, crops: 1 },
  { what: 'nothing was written', commits: false, crops: 0 },
])('when $what, then the crop stays only if a correction names it', async ({ commits, crops }) => {
  const sightingId = await taken();
  const transaction: typeof api.database.transaction = async (work) => {
    if (commits) await api.database.transaction(work);
    throw new DependencyUnavailable('database', new Error('lost'));
  };
  const deps = { ...api, database: { ...api.database, transaction } };
  const body = { kind: 'not-this-person', addTemplate: false, reason: 'a visitor' } as const;
  const request = {
    actor: { kind: 'api-key', id: 'test', role: 'staff', userId: null },
    log: api.log,
  } as const;
  await expect(correctSighting(deps, sightingId, body, request)).rejects.toThrow();
  const { keys } = await api.objects.list(`students/${takenForId}/corrections/`, { limit: 5 });
  expect(keys).toHaveLength(crops);
  expect(await api.database.corrections.ofSighting(sightingId)).toHaveLength(crops);
});
