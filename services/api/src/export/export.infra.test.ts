import { markEvidenceKey, refusedEvidenceKey, studentPrefix } from '@hadir/contracts';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formOf, photo } from '../testing/photos.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startStandInMatcher } from '../testing/stand-in-matcher.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let matcher: Awaited<ReturnType<typeof startStandInMatcher>>;
beforeAll(async () => {
  api = await startTestApi();
  matcher = await startStandInMatcher(api);
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(async () => {
  await matcher.close();
  await api.close();
});

const download = async (path: string, key = api.keys.admin ?? '') => {
  const authorization = key.startsWith('Bearer') ? key : `Bearer ${key}`;
  const response = await fetch(api.url + path, { headers: { authorization } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
};
const filesOf = (bytes: Buffer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, content]) => [
      name,
      Buffer.from(content).toString('latin1'),
    ]),
  );

/** Somebody enrolled and seen, who looks like somebody else. */
async function known() {
  const [id, other] = [await addStudent(api.ask, 'Ada'), await addStudent(api.ask, 'Budi')];
  for (const one of [id, other]) await giveConsent(api.ask, one);
  const { id: sessionId } = await addSession(api.ask, await addCourse(api.ask, [id, other]));
  await api.ask('POST', `/v1/students/${id}/enrolments?waitSeconds=20`, { form: formOf(photo()) });
  const evidenceKey = markEvidenceKey(sessionId, id);
  await api.objects.put(evidenceKey, Buffer.from('the crop'), { contentType: 'image/jpeg' });
  const at = '2025-03-03T02:05:00Z';
  const figures = { runnerUpId: other };
  await see(api.database, { sessionId, deviceId: 'door', studentId: id, at, evidenceKey, figures });
  const notTaken = { candidateId: id, runnerUpId: other };
  const cropKey = `${studentPrefix(other)}corrections/denied.jpg`;
  await see(api.database, { sessionId, deviceId: 'door', studentId: null, at, cropKey, figures: notTaken });
  await api.database.lookAlikes.note([{ studentIds: [id, other], engine: 'deep', score: 0.6 }], new Date());
  const refused = refusedEvidenceKey(sessionId, id, 'p');
  await api.objects.put(refused, Buffer.from('of somebody else'), { contentType: 'image/jpeg' });
  const denied = `${studentPrefix(id)}corrections/denied.jpg`;
  await api.objects.put(denied, Buffer.from('of somebody else'), { contentType: 'image/jpeg' });
  return { id, other, sessionId };
}

test('when staff export a student, then rows, photos and crops are there, and nobody else', async () => {
  const { id, other, sessionId } = await known();
  const { status, type, bytes } = await download(`/v1/students/${id}/export`, api.keys.staff);
  expect([status, type]).toEqual([200, 'application/zip']);
  const files = filesOf(bytes);
  const names = Object.keys(files);
  expect(names).toEqual(
    expect.arrayContaining([
      'README-en.txt',
      'README-id.txt',
      'data/students.json',
      'data/consents.csv',
      'data/attendance_records.csv',
      'data/sightings.json',
      'access.json',
      `files/evidence/${sessionId}.jpg`,
    ]),
  );
  expect(files[`files/evidence/${sessionId}.jpg`]).toBe('the crop');
  const photos = names.filter((name) => name.startsWith('files/photos/'));
  expect(photos).toHaveLength(1);
  expect(Buffer.from(files[photos[0] ?? ''] ?? '', 'latin1').equals(photo())).toBe(true);
  expect(names.filter((name) => /refused|corrections\//.test(name))).toEqual([]);
  const everything = JSON.stringify(files);
  expect(everything).not.toContain(other);
  expect(everything).not.toContain('ciphertext');
  expect(everything).not.toContain('of somebody else');
  const [pair] = JSON.parse(files['data/look_alike_pairs.json'] ?? '[]');
  expect([pair.student_a_id, pair.student_b_id].filter((one) => one !== null)).toEqual([id]);
  expect(JSON.parse(files['data/sightings.json'] ?? '[]')).toMatchObject([
    { student_id: id },
    { student_id: null, candidate_id: id, evidence_key: null },
  ]);
  const accesses: { action: string; actor: string }[] = JSON.parse(files['access.json'] ?? '[]');
  expect(accesses.at(-1)).toMatchObject({ action: 'student.export', actor: 'api-key' });
});

test('when a student asks by the personal link, then it is the own data, and not again and again', async () => {
  const { id } = await known();
  const { body } = await api.ask('POST', `/v1/students/${id}/link`, { json: {} });
  const own = () => download('/v1/me/export', `Bearer ${body.token}`);
  const first = await own();
  expect(first.status).toBe(200);
  const [row] = JSON.parse(filesOf(first.bytes)['data/students.json'] ?? '[]');
  expect(row).toMatchObject({ id, name: 'Ada' });
  expect(row).not.toHaveProperty('link_epoch');
  for (let asked = 1; asked < 5; asked++) expect((await own()).status).toBe(200);
  expect((await own()).status).toBe(429);
});

test('when who may not asks, or for nobody, then it is refused', async () => {
  const { id } = await known();
  expect((await api.ask('GET', `/v1/students/${id}/export`, { as: 'viewer' })).status).toBe(403);
  expect((await api.ask('GET', '/v1/me/export')).status).toBe(403);
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await api.ask('GET', `/v1/students/${nobody}/export`)).status).toBe(404);
});

test('when the object store goes away on the way, then the archive breaks off', async () => {
  const { id } = await known();
  const { exportStudent } = await import('./export-student.ts');
  const get = async (): Promise<Buffer> => Promise.reject(new Error('the store went away'));
  const objects = { list: api.objects.list, get };
  const actor = { kind: 'api-key', id: 'test', role: 'admin', userId: null } as const;
  const { options } = await exportStudent({ database: api.database, objects }, id, actor);
  const read = async (): Promise<number> => {
    let bytes = 0;
    for await (const chunk of options.chunks) bytes += chunk.length;
    return bytes;
  };
  await expect(read()).rejects.toThrow('the store went away');
});
