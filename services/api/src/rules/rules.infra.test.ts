import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDueSessions } from '../closing/close-due-sessions.ts';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { applyRulesJob } from './apply-past.ts';
import { effectiveRule } from './effective-rule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());

/** A course with three closed sessions, in each of which one student came 5, 20 and 40 minutes late, and one to come. */
async function scene() {
  const ids: string[] = [];
  for (let made = 0; made < 4; made += 1) {
    const id = await addStudent(api.ask);
    await giveConsent(api.ask, id);
    ids.push(id);
  }
  const courseId = await addCourse(api.ask, ids);
  await sql(
    api.databaseUrl,
    `UPDATE roster_entries SET created_at = '2020-01-01' WHERE course_id = '${courseId}'`,
  );
  const sessions: string[] = [];
  for (const daysAgo of [3, 2, 1]) {
    const startsAt = Date.now() - daysAgo * DAY_MS;
    const times = {
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + 100 * MINUTE_MS).toISOString(),
    };
    const { id } = await addSession(api.ask, courseId, times);
    sessions.push(id);
    for (const [at, minutes] of [5, 20, 40].entries()) {
      await see(api.database, {
        sessionId: id,
        deviceId: 'door',
        studentId: ids[at] ?? '',
        at: new Date(startsAt + minutes * MINUTE_MS).toISOString(),
        status: minutes <= 15 ? 'present' : 'late',
      });
    }
  }
  await closeDueSessions(api);
  const soon = new Date(Date.now() + DAY_MS);
  const times = {
    startsAt: soon.toISOString(),
    endsAt: new Date(soon.getTime() + DAY_MS / 24).toISOString(),
  };
  const future = (await addSession(api.ask, courseId, times)).id;
  return { ids, courseId, sessions, future };
}

const statuses = async (sessionId: string, ids: readonly string[]) => {
  const { body } = await api.ask('GET', `/v1/sessions/${sessionId}/attendance`);
  const records = new Map<string, string>(
    body.items.map(({ student, record }: { student: { id: string }; record: { status: string } | null }) => [
      student.id,
      record?.status ?? 'none',
    ]),
  );
  return ids.map((id) => records.get(id));
};
const put = (courseId: string, json: object, as = 'staff') =>
  api.ask('PUT', `/v1/courses/${courseId}/rule`, { json, as });

test('when a course sets some of its rule, then the rest is its campus’s, and sessions to come take it', async () => {
  const { courseId, sessions, future } = await scene();
  const shipped = await api.ask('GET', `/v1/courses/${courseId}/rule`, { as: 'viewer' });
  expect(shipped.body).toMatchObject({
    own: {},
    effective: { lateAfterMinutes: 15, closesAfterMinutes: null },
  });
  const { body } = await put(courseId, { rule: { lateAfterMinutes: 30, minimumPercent: null } });
  expect(body).toMatchObject({
    own: { lateAfterMinutes: 30, minimumPercent: null },
    effective: { opensBeforeMinutes: 15, lateAfterMinutes: 30, minimumPercent: null },
    futureSessions: 1,
    application: null,
  });
  expect(await effectiveRule(api, courseId)).toMatchObject(body.effective);
  expect((await api.database.sessions.find(future))?.lateAfterMinutes).toBe(30);
  expect((await api.database.sessions.find(sessions[0] ?? ''))?.lateAfterMinutes).toBe(15);
  const { body: audit } = await api.ask('GET', `/v1/audit?subjectType=rule&subjectId=${courseId}`);
  expect(audit.items[0]).toMatchObject({
    action: 'rule.change',
    details: { 'lateAfterMinutes.before': 'inherited', 'lateAfterMinutes.after': 30, applyToPast: false },
  });
});

test('when a rule is previewed, then every record that would change is listed, and nothing is changed', async () => {
  const { courseId, sessions, ids } = await scene();
  await api.ask('PUT', `/v1/sessions/${sessions[0]}/attendance/${ids[2]}`, {
    json: { status: 'present', reason: 'was at the door' },
  });
  const path = `/v1/courses/${courseId}/rule/preview`;
  const json = { rule: { lateAfterMinutes: 4, closesAfterMinutes: 30 } };
  const { body } = await api.ask('POST', `${path}?limit=3`, { json, as: 'staff' });
  expect(body).toMatchObject({
    sessions: { future: 1, underWay: 0, past: 3 },
    recordsChanged: 5,
    isComplete: true,
  });
  expect(body.items).toHaveLength(3);
  const rest = await api.ask('POST', `${path}?limit=3&cursor=${body.nextCursor}`, { json });
  expect(rest.body).toMatchObject({ recordsChanged: null, nextCursor: null });
  const all = [...body.items, ...rest.body.items];
  expect(new Set(all.map(({ sessionId, studentId }) => `${sessionId} ${studentId}`)).size).toBe(5);
  const of = (studentId?: string) =>
    all
      .filter((item) => item.studentId === studentId)
      .map(({ before, after }) => [before.status, after.status]);
  expect(of(ids[0])).toEqual(Array(3).fill(['present', 'late']));
  expect(of(ids[2])).toEqual(Array(2).fill(['late', 'absent']));
  expect(await statuses(sessions[1] ?? '', ids)).toEqual(['present', 'late', 'late', 'absent']);
});

test('when a rule is applied to the past, then records are judged again, but not what people decided, and it can be taken back', async () => {
  const { courseId, sessions, ids } = await scene();
  const [first = '', second = ''] = sessions;
  await api.ask('PUT', `/v1/sessions/${first}/attendance/${ids[2]}`, {
    json: { status: 'present', reason: 'was at the door' },
  });
  const stricter = { rule: { lateAfterMinutes: 4, closesAfterMinutes: 30 }, applyToPast: true };
  const { body } = await put(courseId, stricter);
  expect(body.application).toMatchObject({ sessionsDone: 3, recordsChanged: 5 });
  expect(body.application.finishedAt).not.toBeNull();
  expect(await statuses(first, ids)).toEqual(['late', 'late', 'present', 'absent']);
  expect(await statuses(second, ids)).toEqual(['late', 'late', 'absent', 'absent']);
  const { items } = await api.database.attendanceChanges.list({ sessionId: second, studentId: ids[2] ?? '' });
  expect(items).toMatchObject([{ cause: 'rule', beforeStatus: 'late', afterStatus: 'absent' }]);
  expect((await put(courseId, stricter)).body.application).toMatchObject({
    sessionsDone: 0,
    recordsChanged: 0,
  });
  await put(courseId, { rule: {}, applyToPast: true });
  expect(await statuses(second, ids)).toEqual(['present', 'late', 'late', 'absent']);
});

test('when only a part of the past is meant, then the rest stays', async () => {
  const { courseId, sessions, ids } = await scene();
  const since = new Date(Date.now() - 1.5 * DAY_MS + 7 * 60 * MINUTE_MS).toISOString().slice(0, 10);
  await put(courseId, { rule: { lateAfterMinutes: 4 }, applyToPast: true, since });
  expect((await statuses(sessions[0] ?? '', ids))[0]).toBe('present');
  expect((await statuses(sessions[2] ?? '', ids))[0]).toBe('late');
  expect((await put(courseId, { rule: {}, since })).body.error.field).toBe('since');
});

test('when the process ends in the middle, then a job goes on with it', async () => {
  const { courseId, sessions, ids } = await scene();
  await api.database.courseRules.set(courseId, { lateAfterMinutes: 4 }, 'user:x');
  const { id } = await api.database.ruleChanges.applications.create({
    courseId,
    since: new Date(0),
    requestedBy: 'user:x',
  });
  const path = `/v1/rules/applications/${id}`;
  expect((await api.ask('GET', path)).body.finishedAt).toBeNull();
  await Promise.all([1, 2].map(() => applyRulesJob.run(api as never, new AbortController().signal)));
  const { body } = await api.ask('GET', path);
  expect(body).toMatchObject({ sessionsDone: 3, recordsChanged: 3 });
  expect(body.finishedAt).not.toBeNull();
  expect((await statuses(sessions[1] ?? '', ids))[0]).toBe('late');
});

test('when the campus sets a rule, then courses that set nothing follow, and a session with its own does not', async () => {
  const { courseId, future } = await scene();
  const other = await scene();
  await put(other.courseId, { rule: { lateAfterMinutes: 25 } });
  await api.database.sessions.update(future, { hasOwnRule: 1 });
  const later = new Date(Date.now() + 2 * DAY_MS).toISOString();
  const end = new Date(Date.now() + 2.1 * DAY_MS).toISOString();
  const second = (await addSession(api.ask, courseId, { startsAt: later, endsAt: end })).id;
  const rule = { lateAfterMinutes: 10, closesAfterMinutes: 60 };
  const preview = await api.ask('POST', '/v1/rules/preview', { json: { rule } });
  expect(preview.body.sessions.future).toBeGreaterThanOrEqual(2);
  expect((await api.ask('PUT', '/v1/rules', { json: { rule }, as: 'staff' })).status).toBe(403);
  const { body } = await api.ask('PUT', '/v1/rules', { json: { rule } });
  expect(body).toMatchObject({ own: rule, effective: { lateAfterMinutes: 10, opensBeforeMinutes: 15 } });
  expect(body.application.finishedAt).not.toBeNull();
  const ruleOf = async (id: string) => {
    const session = await api.database.sessions.find(id);
    return [session?.lateAfterMinutes, session?.closesAfterMinutes];
  };
  expect(await ruleOf(future)).toEqual([15, null]);
  expect(await ruleOf(second)).toEqual([10, 60]);
  expect(await ruleOf(other.future)).toEqual([25, 60]);
  await api.ask('PUT', '/v1/rules', { json: { rule: {} } });
  expect(await walk(api.ask, '/v1/sessions', 50)).not.toHaveLength(0);
});

test.each([
  [{ rule: { lateAfterMinutes: -1 } }, 'rule.lateAfterMinutes'],
  [{ rule: { minimumPercent: 101 } }, 'rule.minimumPercent'],
  [{ rule: { requiredSightings: 0 } }, 'rule.requiredSightings'],
  [{ rule: { lateAfterMinutes: null } }, 'rule.lateAfterMinutes'],
])('when a rule says %j, then %s is refused', async (json, field) => {
  const courseId = await addCourse(api.ask);
  expect((await put(courseId, json)).body.error).toMatchObject({ field });
});

test('when there is no such course, or the cursor is another’s, then it is refused', async () => {
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await put(nobody, { rule: {} })).status).toBe(404);
  expect((await api.ask('GET', `/v1/courses/${nobody}/rule`)).status).toBe(404);
  const { body } = await api.ask('POST', '/v1/rules/preview?cursor=abc', { json: { rule: {} } });
  expect(body.error.field).toBe('cursor');
});
