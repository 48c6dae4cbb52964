import { waitFor } from '@hadir/local-stack/testing';
import { subscribeGalleryChanged } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formOf, photo } from '../testing/photos.ts';
import { addCourse, addStudent, giveConsent } from '../testing/seed.ts';
import { startStandInMatcher } from '../testing/stand-in-matcher.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

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
});
afterAll(async () => {
  for (const close of closing) await close();
  await api.close();
});

const consent = (method: string, studentId: string, json?: object) =>
  api.ask(method, `/v1/students/${studentId}/consent`, { json, as: 'staff' });

test('when consent is granted, then it says when, by whom and to which notice', async () => {
  const id = await addStudent(api.ask);
  expect((await consent('GET', id)).status).toBe(404);
  const { status, body } = await consent('PUT', id, {
    noticeVersion: '2025-01',
    grantedAt: '2025-01-02T10:00:00+07:00',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    noticeVersion: '2025-01',
    grantedAt: '2025-01-02T03:00:00.000Z',
    withdrawnAt: null,
  });
  expect(body.grantedBy).toMatch(/^api-key:/);
  expect((await consent('PUT', id, { noticeVersion: '2025-01' })).body.id).toBe(body.id);
  const renewed = await consent('PUT', id, { noticeVersion: '2025-02' });
  expect(renewed.body.id).not.toBe(body.id);
  expect((await consent('GET', id)).body).toEqual(renewed.body);
  expect((await api.ask('GET', `/v1/students/${id}`)).body.consent).toEqual(renewed.body);
});

test('when consent is withdrawn, then the templates are gone at once and the galleries are told', async () => {
  const id = await addStudent(api.ask);
  const courseId = await addCourse(api.ask, [id]);
  await giveConsent(api.ask, id);
  await api.ask('POST', `/v1/students/${id}/enrolments?waitSeconds=20`, { form: formOf(photo()) });
  expect((await api.ask('GET', `/v1/students/${id}`)).body.templates).toBe(1);
  changed.length = 0;
  const { status, body } = await consent('DELETE', id);
  expect(status).toBe(200);
  expect(body.withdrawnAt).not.toBeNull();
  expect((await api.ask('GET', `/v1/students/${id}`)).body).toMatchObject({ templates: 0, consent: null });
  await waitFor('the announcement', () => changed.includes(courseId));
  expect(await consent('DELETE', id)).toMatchObject({ status: 409, body: { error: { code: 'no-consent' } } });
});

test('when consent is recorded wrongly, then the refusal names the fault', async () => {
  const id = await addStudent(api.ask);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const later = await consent('PUT', id, { noticeVersion: 'x', grantedAt: tomorrow });
  expect(later).toMatchObject({ status: 400, body: { error: { field: 'grantedAt' } } });
  expect((await consent('PUT', id, {})).body.error.field).toBe('noticeVersion');
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await consent('PUT', nobody, { noticeVersion: 'x' })).status).toBe(404);
  expect((await consent('DELETE', nobody)).status).toBe(404);
});

test('when a roster changes, then the galleries are told', async () => {
  const id = await addStudent(api.ask);
  const courseId = await addCourse(api.ask, [id]);
  await waitFor('the addition', () => changed.includes(courseId));
  changed.length = 0;
  await api.ask('DELETE', `/v1/courses/${courseId}/roster/${id}`);
  await waitFor('the removal', () => changed.includes(courseId));
});
