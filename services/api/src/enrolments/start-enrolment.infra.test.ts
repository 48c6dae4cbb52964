import { DatabaseUnavailable } from '@hadir/db';
import { DependencyUnavailable } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { photo } from '../testing/photos.ts';
import { addStudent, giveConsent } from '../testing/seed.ts';
import { sha256, startTestApi, type TestApi } from '../testing/test-api.ts';
import { startEnrolment } from './start-enrolment.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

async function upload() {
  const studentId = await addStudent(api.ask);
  await giveConsent(api.ask, studentId);
  const bytes = photo();
  const received = {
    bytes,
    sha256: sha256(bytes.toString('latin1')),
    type: { extension: 'jpg', contentType: 'image/jpeg' },
  } as const;
  const actor = { kind: 'api-key', id: 'test', role: 'admin', userId: null } as const;
  return { studentId, photos: async () => [received], actor, log: api.log };
}

const kept = async (studentId: string) =>
  (await api.objects.list(`students/${studentId}/`, { limit: 10 })).keys.length;

test('when the queue’s answer is lost, then the enrolment stays pending with its photos', async () => {
  const wanted = await upload();
  const add = async (): Promise<void> => {
    throw new DependencyUnavailable('redis', new Error('Command timed out'));
  };
  const enrolQueue = { add, exists: async () => false };
  const { id } = await startEnrolment({ ...api, enrolQueue }, wanted);
  expect(await api.database.enrolments.find(id)).toMatchObject({ status: 'pending' });
  expect(await kept(wanted.studentId)).toBe(1);
});

test('when nobody knows whether the rows were written, then the photos stay', async () => {
  const wanted = await upload();
  const transaction = () => Promise.reject(new DatabaseUnavailable(new Error('lost at commit')));
  const database = { ...api.database, transaction };
  await expect(startEnrolment({ ...api, database }, wanted)).rejects.toThrow('lost at commit');
  expect(await kept(wanted.studentId)).toBe(1);
});

test('when the rows were not written for sure, then the photos go', async () => {
  const wanted = await upload();
  const transaction = () => Promise.reject(new Error('refused'));
  const database = { ...api.database, transaction };
  await expect(startEnrolment({ ...api, database }, wanted)).rejects.toThrow('refused');
  expect(await kept(wanted.studentId)).toBe(0);
});
