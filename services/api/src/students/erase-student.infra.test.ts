import { markEvidenceKey } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { subscribeGalleryChanged } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formOf, photo } from '../testing/photos.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startStandInMatcher } from '../testing/stand-in-matcher.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { eraseStudent } from './erase-student.ts';
import { sweepErased } from './sweep-erased.ts';

let api: TestApi;
const changed: string[] = [];
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  api = await startTestApi();
  const matcher = await startStandInMatcher(api);
  const subscription = await subscribeGalleryChanged(api.redis, ({ courseIds }) =>
    changed.push(...courseIds),
  );
  closing.push(matcher.close, subscription.close);
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(async () => {
  for (const close of closing) await close();
  await api.close();
});

/** A student with two photos, a template and evidence in the store. */
async function enrolled() {
  const id = await addStudent(api.ask);
  const courseId = await addCourse(api.ask, [id]);
  const { id: sessionId } = await addSession(api.ask, courseId);
  await giveConsent(api.ask, id);
  await api.ask('POST', `/v1/students/${id}/enrolments?waitSeconds=20`, {
    form: formOf(photo(), photo('blurred')),
  });
  const evidenceKey = markEvidenceKey(sessionId, id);
  await api.objects.put(evidenceKey, photo(), { contentType: 'image/jpeg' });
  await see(api.database, {
    sessionId,
    deviceId: 'door',
    studentId: id,
    at: '2025-03-03T02:01:00Z',
    evidenceKey,
  });
  return { id, courseId, sessionId, evidenceKey };
}

test('when a student is erased, then rows, photos and evidence are gone and a receipt says so', async () => {
  const { id, courseId, sessionId, evidenceKey } = await enrolled();
  changed.length = 0;
  const { status, body } = await api.ask('DELETE', `/v1/students/${id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ studentId: id, rowsErased: true, objectsErased: 3, backups: 'none' });
  const sweptForMs = Date.parse(body.sweepUntil) - Date.parse(body.erasedAt);
  expect(sweptForMs).toBeGreaterThan(240_000);
  expect((await api.ask('GET', `/v1/students/${id}`)).status).toBe(404);
  expect((await api.objects.list(`students/${id}/`, { limit: 10 })).keys).toEqual([]);
  expect(await api.objects.head(evidenceKey)).toBeUndefined();
  expect((await api.ask('GET', `/v1/courses/${courseId}/roster`)).body.items).toEqual([]);
  expect((await api.ask('GET', `/v1/sessions/${sessionId}/attendance`)).body.items).toEqual([]);
  const sightings = (await api.ask('GET', `/v1/sessions/${sessionId}/sightings`)).body.items;
  expect(sightings).toMatchObject([{ studentId: null }]);
  await waitFor('the announcement', () => changed.includes(courseId));
});

test('when a student is erased again, then the receipt says that nothing was left', async () => {
  const { id } = await enrolled();
  await api.ask('DELETE', `/v1/students/${id}`);
  const { status, body } = await api.ask('DELETE', `/v1/students/${id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ rowsErased: false, objectsErased: 0 });
});

test('when the object store fails half way, then the rows stay, so that the next call finishes', async () => {
  const { id } = await enrolled();
  const actor = { kind: 'api-key', id: 'test', role: 'admin', userId: null } as const;
  const halting = {
    ...api.objects,
    deletePrefix: async () => Promise.reject(new Error('the store went away')),
  };
  const announce = { galleryChanged: async () => undefined };
  const deps = {
    database: api.database,
    announce,
    sweepQueue: api.sweepQueue,
    log: api.log,
    personTraces: api.personTraces,
    receiptSigner: api.receiptSigner,
  };
  await expect(eraseStudent({ ...deps, objects: halting }, id, actor)).rejects.toThrow('went away');
  expect((await api.ask('GET', `/v1/students/${id}`)).status).toBe(200);
  const erased = await eraseStudent({ ...deps, objects: api.objects }, id, actor);
  expect(erased).toMatchObject({ rowsErased: true });
  expect((await api.objects.list(`students/${id}/`, { limit: 10 })).keys).toEqual([]);
});

test('when a student is erased, then two sweeps wait, which delete what came late and spare who is still there', async () => {
  const { id, sessionId } = await enrolled();
  // Redis may be about its file for another test.
  const sweep = () =>
    expect.poll(() => sweepErased({ ...api.database, ...api }, id).then(() => 'swept', String)).toBe('swept');
  const lateKey = markEvidenceKey(sessionId, id);
  await sweep();
  expect(await api.objects.head(lateKey)).toBeDefined();
  const before = (await api.sweepQueue.counts()).delayed;
  await api.ask('DELETE', `/v1/students/${id}`);
  expect((await api.sweepQueue.counts()).delayed).toBe(before + 2);
  await api.objects.put(lateKey, photo(), { contentType: 'image/jpeg' });
  await sweep();
  expect(await api.objects.head(lateKey)).toBeUndefined();
});
