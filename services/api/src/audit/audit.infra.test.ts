import { jobs } from '@hadir/contracts';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { readAnchors, sealAudit } from './seal-audit.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const verification = async () => (await api.ask('GET', '/v1/audit/verification')).body;
/** As if what was written until now were older than the lag. */
const age = () =>
  sql(api.databaseUrl, 'UPDATE audit_log SET at = DATE_SUB(at, INTERVAL 1 MINUTE) WHERE seq IS NULL');

test('when the log is sealed again and again, then the head is kept outside and the chain is intact', async () => {
  await addStudent(api.ask);
  expect(await verification()).toMatchObject({ isIntact: true, checked: 0, unsealed: 1, head: null });
  await age();
  await sealAudit(api);
  await sealAudit(api);
  const first = await readAnchors(api.objects);
  expect(first).toHaveLength(1);
  await addStudent(api.ask);
  await age();
  await sealAudit(api);
  const [anchor] = await readAnchors(api.objects);
  expect(anchor?.seq).toBe(2);
  expect(await verification()).toMatchObject({
    isIntact: true,
    checked: 2,
    unsealed: 0,
    head: { seq: anchor?.seq, seal: anchor?.hash },
  });
});

test('when rows and heads go from the database together, then the head outside tells', async () => {
  await addStudent(api.ask);
  await age();
  await sealAudit(api);
  await sql(api.databaseUrl, 'DELETE FROM audit_log WHERE seq >= 3; DELETE FROM audit_heads WHERE seq >= 3');
  expect(await verification()).toMatchObject({ isIntact: false, problems: [{ seq: 3, problem: 'cut' }] });
});

test('when the job is looked at, then it comes every minute with an empty payload', () => {
  expect(jobs.sealAudit.payload.parse({})).toEqual({});
});

/** What no audit entry may hold. */
const MARKS = {
  name: 'Zubaidah Marker',
  number: 'NUM-4711-MARK',
  email: 'zubaidah.marker@campus.example',
  reason: 'because Zubaidah was ill',
} as const;

test('when people are added, marked, linked, corrected, disputed and erased, then the log names none of them', async () => {
  const { ask } = api;
  const { number, name, reason } = MARKS;
  const id = (await ask('POST', '/v1/students', { json: { number, name } })).body.id;
  await ask('PATCH', `/v1/students/${id}`, { json: { name: `${name} II` } });
  await giveConsent(ask, id);
  const courseId = await addCourse(ask, [id], `Course of ${name}`);
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const times = { startsAt: hour(-2), endsAt: hour(-1) };
  const { id: sessionId } = await addSession(ask, courseId, times);
  const path = `/v1/sessions/${sessionId}/attendance`;
  const { body } = await ask('PUT', `${path}/${id}`, { json: { status: 'excused', reason } });
  await ask('POST', `/v1/attendance-changes/${body.changeId}/undo`, { json: { reason } });
  const link = await ask('POST', `/v1/students/${id}/link`, { json: {} });
  const claim = { sessionId, claim: 'present', text: reason };
  const dispute = await ask('POST', '/v1/me/disputes', { json: claim, as: `Bearer ${link.body.token}` });
  await ask('POST', `/v1/disputes/${dispute.body.id}/answer`, { json: { accept: false, text: reason } });
  await addLecturer(api);
  await ask('POST', '/v1/users', { json: { email: MARKS.email, name, role: 'viewer' } });
  await ask('DELETE', `/v1/students/${id}`);
  const actions = await sql(api.databaseUrl, `SELECT action FROM audit_log WHERE details LIKE '%${id}%'`);
  expect(actions).toContain('dispute.answer');
  const all = await sql(
    api.databaseUrl,
    'SELECT actor, action, subject_type, subject_id, details FROM audit_log',
  );
  for (const mark of [...Object.values(MARKS), 'Zubaidah', link.body.token]) expect(all).not.toContain(mark);
  expect(all).not.toMatch(/[\w.]+@[\w.]+/);
});
