import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formOf, photo } from '../testing/photos.ts';
import { addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startStandInMatcher } from '../testing/stand-in-matcher.ts';
import { sha256, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let matcher: Awaited<ReturnType<typeof startStandInMatcher>>;
beforeAll(async () => {
  api = await startTestApi();
  matcher = await startStandInMatcher(api);
});
afterAll(async () => {
  await matcher.close();
  await api.close();
});

async function consenting(): Promise<string> {
  const id = await addStudent(api.ask);
  await giveConsent(api.ask, id);
  return id;
}

const enrol = (studentId: string, form: FormData, query = '?waitSeconds=20') =>
  api.ask('POST', `/v1/students/${studentId}/enrolments${query}`, { form, as: 'staff' });

test('when good and bad photos are sent, then each is answered with its reason, figures and advice', async () => {
  const id = await consenting();
  const texts = ['fine', 'no-face', 'several-faces', 'too-small', 'blurred', 'bad-image'];
  const { status, body } = await enrol(id, formOf(...texts.map((text) => photo(text))));
  expect(status).toBe(201);
  expect(body).toMatchObject({ studentId: id, status: 'accepted' });
  expect(body.photos.map(({ reason }: { reason: string | null }) => reason ?? 'fine')).toEqual(texts);
  expect(body.photos[0]).toMatchObject({
    number: 1,
    status: 'accepted',
    advice: null,
    measured: { sizePx: 210 },
  });
  expect(body.photos[3]).toMatchObject({
    number: 4,
    status: 'rejected',
    measured: { measured: 40, limit: 80 },
    advice: expect.stringContaining('closer'),
  });
  expect((await api.ask('GET', `/v1/students/${id}`)).body).toMatchObject({ templates: 1 });
  expect((await api.ask('GET', `/v1/enrolments/${body.id}`)).body).toEqual(body);
});

test('when the photos show one side, then the answer says which are missing and which photo is best', async () => {
  const { body } = await enrol(
    await consenting(),
    formOf(photo('yaw:-25'), photo('yaw:4'), photo('blurred')),
  );
  expect(body.coverage).toEqual({
    views: { frontal: 1, left: 1, right: 0 },
    missing: ['right'],
    advice: "Photos that would help: with the head turned a little to the picture's right.",
    bestPhotoId: body.photos[1].id,
  });
});

test('when a photo looks like another student, then staff are told whom, and may enrol a twin', async () => {
  const other = await consenting();
  const id = await consenting();
  const refused = await enrol(id, formOf(photo(`like:${other}`)));
  expect(refused.body).toMatchObject({ status: 'rejected', coverage: { advice: null, bestPhotoId: null } });
  expect(refused.body.photos[0]).toMatchObject({
    reason: 'looks-like-other',
    similarStudentId: other,
    advice: expect.stringContaining('allowLookAlike'),
  });
  const path = `/v1/enrolments/${refused.body.id}`;
  expect((await api.ask('GET', path, { as: 'staff' })).body).toEqual(refused.body);
  const seen = await api.ask('GET', path, { as: 'viewer' });
  expect(seen.body.photos[0]).toMatchObject({ reason: 'looks-like-other', similarStudentId: null });
  const taken = await enrol(id, formOf(photo(`like:${other}`)), '?waitSeconds=20&allowLookAlike=true');
  expect(taken.body.photos[0]).toMatchObject({ status: 'accepted', similarStudentId: null });
});

test('when every photo is bad, then the enrolment is rejected', async () => {
  const { status, body } = await enrol(await consenting(), formOf(photo('no-face'), photo('blurred', 'png')));
  expect(status).toBe(201);
  expect(body.status).toBe('rejected');
});

test('when nobody waits, then the answer is pending and the enrolment can be read later', async () => {
  const { status, body } = await enrol(await consenting(), formOf(photo()), '');
  expect(status).toBe(202);
  expect(body).toMatchObject({ status: 'pending', finishedAt: null });
  await expect
    .poll(async () => (await api.ask('GET', `/v1/enrolments/${body.id}`)).body.status, { timeout: 20_000 })
    .toBe('accepted');
});

test('when photos are taken, then the store holds their bytes under the student and the answer no key', async () => {
  const id = await consenting();
  const [jpeg, png] = [photo('one'), photo('two', 'png')];
  const { text, body } = await enrol(id, formOf(jpeg, png));
  const { keys } = await api.objects.list(`students/${id}/`, { limit: 10 });
  expect(keys.map((key) => key.slice(-4)).toSorted()).toEqual(['.jpg', '.png']);
  const kept = await Promise.all(
    keys.map(async (key) => sha256((await api.objects.get(key)).toString('latin1'))),
  );
  expect(kept.toSorted()).toEqual([jpeg, png].map((bytes) => sha256(bytes.toString('latin1'))).toSorted());
  expect(text).not.toContain('students/');
  expect(text).not.toContain('sealed');
  const listed = await walk(api.ask, `/v1/enrolments?studentId=${id}`, 1);
  expect(listed.map((item) => item.id)).toEqual([body.id]);
});

test('when the student gave no consent or withdrew it, then 409 says what to do and nothing is kept', async () => {
  const id = await addStudent(api.ask);
  const refused = await enrol(id, formOf(photo()));
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'no-consent' } } });
  expect(refused.body.error.message).toContain(`PUT /v1/students/${id}/consent`);
  await giveConsent(api.ask, id);
  await api.ask('DELETE', `/v1/students/${id}/consent`);
  expect((await enrol(id, formOf(photo()))).status).toBe(409);
  expect((await api.objects.list(`students/${id}/`, { limit: 10 })).keys).toEqual([]);
});

test('when the photos are not as they should be, then the refusal names the fault and nothing is kept', async () => {
  const id = await consenting();
  const named = new FormData();
  named.append('picture', new Blob([new Uint8Array(photo())]), 'a.jpg');
  const withField = formOf(photo());
  withField.append('note', 'hello');
  const cases: readonly [FormData, number, string][] = [
    [formOf(photo(), photo('x', 'gif')), 415, 'photos.2'],
    [formOf(Buffer.alloc(0)), 415, 'photos.1'],
    [formOf(photo(), photo('x', 'jpeg', { width: 10_000, height: 5_001 })), 413, 'photos.2'],
    [formOf(photo('x', 'png', { width: 50_000_001, height: 1 })), 413, 'photos.1'],
    [formOf(photo(), Buffer.from('ffd8ffe00001', 'hex')), 422, 'photos.2'],
    [formOf(...Array.from({ length: 11 }, () => photo())), 400, 'photos'],
    [formOf(photo('big', 'jpeg', { bytes: 8 * 1024 * 1024 })), 413, 'photos'],
    [named, 400, 'photos'],
    [withField, 400, 'photos'],
    [new FormData(), 400, 'photos'],
  ];
  for (const [form, status, field] of cases) {
    expect(await enrol(id, form)).toMatchObject({ status, body: { error: { field } } });
  }
  const json = await api.ask('POST', `/v1/students/${id}/enrolments`, { json: { photos: [] } });
  expect(json).toMatchObject({ status: 415, body: { error: { field: 'photos' } } });
  const broken = await fetch(`${api.url}/v1/students/${id}/enrolments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.keys.admin}`,
      'content-type': 'multipart/form-data; boundary=x',
    },
    body: '--x\r\ncontent-disposition: form-data; name="photos"; filename="a"\r\n\r\nhalf',
  });
  expect(broken.status).toBe(400);
  expect((await api.objects.list(`students/${id}/`, { limit: 10 })).keys).toEqual([]);
});

test('when the student, the enrolment or the wait is wrong, then 404 or 400 says so', async () => {
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await enrol(nobody, formOf(photo()))).status).toBe(404);
  expect((await api.ask('GET', `/v1/enrolments/${nobody}`)).status).toBe(404);
  const long = await enrol(await consenting(), formOf(photo()), '?waitSeconds=31');
  expect(long).toMatchObject({ status: 400, body: { error: { field: 'waitSeconds' } } });
});

test('when a photo of 8 MB is sent, then it is taken whole', async () => {
  const id = await consenting();
  const large = photo('fine', 'jpeg', { bytes: 8 * 1024 * 1024 - 100 });
  expect((await enrol(id, formOf(large))).status).toBe(201);
  const { keys } = await api.objects.list(`students/${id}/`, { limit: 1 });
  expect((await api.objects.head(keys[0] ?? ''))?.bytes).toBe(large.length);
});

test('when three uploads are under way, then a fourth is asked to come back, and is taken once one ends', async () => {
  const id = await consenting();
  const slow = Array.from({ length: 4 }, () =>
    slowUpload(`${api.url}/v1/students/${id}/enrolments`, api.keys.admin),
  );
  const [refused] = await Promise.race(slow.map((upload) => once(upload, 'response')));
  expect(refused.statusCode).toBe(503);
  const statusOf = async () => (await enrol(id, formOf(photo()), '')).status;
  expect(await statusOf()).toBe(503);
  for (const upload of slow) upload.destroy();
  await expect.poll(statusOf, { timeout: 10_000 }).toBe(202);
});

/** A multipart body that begins and never ends. */
function slowUpload(url: string, key: string): ClientRequest {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=x' };
  const upload = request(url, { method: 'POST', headers });
  upload.on('error', () => undefined);
  upload.write('--x\r\ncontent-disposition: form-data; name="photos"; filename="a"\r\n\r\nhalf');
  return upload;
}
