import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const texts = { en: 'We recognise your face.', id: 'Kami mengenali wajah Anda.' };
const publish = (version: string, as = 'admin') =>
  api.ask('POST', '/v1/consent-notices', { json: { version, texts }, as });
const put = (studentId: string, noticeVersion: string) =>
  api.ask('PUT', `/v1/students/${studentId}/consent`, { json: { noticeVersion } });
const linkOf = async (studentId: string): Promise<string> => {
  const { body } = await api.ask('POST', `/v1/students/${studentId}/link`, { json: {} });
  return `Bearer ${body.token}`;
};

test('when no notice is published, then any version is taken and every consent is current', async () => {
  const id = await addStudent(api.ask);
  expect((await put(id, 'paper of 2024')).status).toBe(200);
  const own = await api.ask('GET', '/v1/me/consent', { as: await linkOf(id) });
  expect(own.body).toMatchObject({ state: 'current', notice: null, noticeVersion: 'paper of 2024' });
});

test('when notices are published, then only their versions count and older consents are listed', async () => {
  const [old, fresh, silent] = [
    await addStudent(api.ask),
    await addStudent(api.ask),
    await addStudent(api.ask),
  ];
  const courseId = await addCourse(api.ask, [old, fresh, silent]);
  expect((await publish('2026-01')).status).toBe(201);
  expect((await put(old, '2026-01')).status).toBe(200);
  expect((await publish('2026-02')).body).toMatchObject({ version: '2026-02', texts, isCurrent: true });
  expect((await publish('2026-02')).body.error.field).toBe('version');
  expect((await publish('2026-03', 'staff')).status).toBe(403);
  const refused = await put(fresh, '2027-01');
  expect([refused.status, refused.body.error.field]).toEqual([422, 'noticeVersion']);
  expect((await put(fresh, '2026-02')).status).toBe(200);
  const states = async (query = '') => {
    const items = await walk(api.ask, `/v1/consents?courseId=${courseId}${query}`, 2);
    return items.map(({ student, state }) => [(student as { id: string }).id, state]);
  };
  expect(await states()).toEqual([
    [old, 'outdated'],
    [fresh, 'current'],
    [silent, 'missing'],
  ]);
  expect(await states('&state=outdated')).toEqual([[old, 'outdated']]);
  const list = await api.ask('GET', '/v1/consent-notices', { as: 'viewer' });
  const shown = list.body.items.map((one: { version: string; isCurrent: boolean }) => [
    one.version,
    one.isCurrent,
  ]);
  expect(shown).toEqual([
    ['2026-02', true],
    ['2026-01', false],
  ]);
});

test('when a student says no by the personal link, then it is recorded, and yes takes it back', async () => {
  const id = await addStudent(api.ask);
  await put(id, '2026-02');
  const as = await linkOf(id);
  const ask = (method: string, json?: object) => api.ask(method, '/v1/me/consent', { as, json });
  const no = await ask('DELETE');
  expect(no.body).toMatchObject({
    state: 'declined',
    noticeVersion: null,
    withoutFace: ['check-in-code', 'by-hand'],
  });
  expect((await ask('DELETE')).body).toEqual(no.body);
  expect((await api.ask('GET', `/v1/students/${id}/consent`)).status).toBe(404);
  const recorded = await api.ask('GET', `/v1/students/${id}/consent/decline`);
  expect(recorded.body).toMatchObject({ declinedBy: `student:${id}`, noticeVersion: '2026-02' });
  expect((await ask('PUT', { noticeVersion: '2099-01' })).status).toBe(422);
  const old = await ask('PUT', { noticeVersion: '2026-01' });
  const code = 'outdated-notice';
  expect(old).toMatchObject({ status: 422, body: { error: { code, field: 'noticeVersion' } } });
  expect((await put(await addStudent(api.ask), '2026-01')).status).toBe(200);
  expect((await ask('PUT', { noticeVersion: '2026-02' })).body).toMatchObject({
    state: 'current',
    declinedAt: null,
    noticeVersion: '2026-02',
  });
  expect((await api.ask('GET', `/v1/students/${id}/consent/decline`)).status).toBe(404);
  expect((await api.ask('GET', '/v1/me/consent')).status).toBe(403);
});

test('when staff record a no, then a consent in force must be withdrawn first', async () => {
  const id = await addStudent(api.ask);
  const decline = (json: object) => api.ask('PUT', `/v1/students/${id}/consent/decline`, { json });
  await put(id, '2026-02');
  expect((await decline({})).status).toBe(409);
  await api.ask('DELETE', `/v1/students/${id}/consent`);
  const first = await decline({ noticeVersion: '2026-02' });
  expect(first.status).toBe(200);
  expect((await decline({})).body).toEqual(first.body);
  await giveConsent(api.ask, id);
  expect((await decline({ noticeVersion: '2030' })).status).toBe(422);
});
