import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDueSessions } from '../closing/close-due-sessions.ts';
import { addOldCourse, addPastSession } from '../testing/past-session.ts';
import { walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const DAY_MIN = 24 * 60;
let api: TestApi;
let courseId: string;
let ids: string[];
beforeAll(async () => {
  api = await startTestApi();
  ({ courseId, ids } = await addOldCourse(api, 4));
  const [always = '', twice = '', never = '', excused = ''] = ids;
  const sessions: string[] = [];
  for (const daysAgo of [4, 3, 2, 1])
    sessions.push((await addPastSession(api, courseId, daysAgo * DAY_MIN)).id);
  const set = (session: string | undefined, student: string, status: string) =>
    api.ask('PUT', `/v1/sessions/${session}/attendance/${student}`, {
      json: { status, reason: 'roll call' },
    });
  for (const session of sessions) {
    await set(session, always, 'present');
    await set(session, excused, 'excused');
  }
  await set(sessions[0], twice, 'present');
  await set(sessions[1], twice, 'late');
  await addPastSession(api, courseId, -DAY_MIN);
  await closeDueSessions(api);
  await sql(
    api.databaseUrl,
    `UPDATE roster_entries SET group_name = 'A' WHERE course_id = '${courseId}' AND student_id = '${never}'`,
  );
});
afterAll(() => api.close());

const list = async (query = '') =>
  (await api.ask('GET', `/v1/at-risk?courseId=${courseId}${query}`)).body.items;

test('when attendance is below the minimum, then the list says by how much and what can still be done', async () => {
  const items = await list();
  expect(items.map(({ student }: { student: { id: string } }) => student.id)).toEqual([ids[1], ids[2]]);
  expect(items[0]).toMatchObject({
    counts: { present: 1, late: 1, absent: 2, excused: 0 },
    ...{ counted: 4, attended: 2, percent: 50, minimumPercent: 75, isAtRisk: true },
    ...{ sessionsLeft: 1, bestPercent: 60, isLost: true, needed: 2 },
  });
  expect(items[0].atRiskSince).not.toBeNull();
});

test('when late counts for less, or there is no minimum, then the list follows the rule', async () => {
  const put = (rule: object) => api.ask('PUT', `/v1/courses/${courseId}/rule`, { json: { rule } });
  await put({ lateCountsAs: 0.5, minimumPercent: 30 });
  expect(await list('&everybody=true')).toMatchObject([
    { percent: 100, isAtRisk: false },
    { attended: 1.5, percent: 37.5, isAtRisk: false },
    { percent: 0, isAtRisk: true, isLost: true },
    { counted: 0, percent: null, isAtRisk: false },
  ]);
  await put({ minimumPercent: null });
  expect(await list()).toEqual([]);
  await put({});
});

test('when the list is filtered and read page by page, then nobody is missing or comes twice', async () => {
  expect(await list('&group=A')).toHaveLength(1);
  expect(await list('&group=B')).toEqual([]);
  const all = await walk(api.ask, '/v1/at-risk?everybody=true', 1);
  expect(all.map(({ student }) => (student as { id: string }).id)).toEqual(ids);
  expect((await api.ask('GET', '/v1/at-risk?cursor=x')).body.error.field).toBe('cursor');
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect((await api.ask('GET', `/v1/at-risk?courseId=${nobody}`)).status).toBe(404);
});

test('when the student or the course of a page is gone, then the next page goes on after them', async () => {
  const { courseId: long, ids: students } = await addOldCourse(api, 3);
  const page = async (query: string, cursor = '') =>
    (await api.ask('GET', `/v1/at-risk?everybody=true&limit=1${query}${cursor && `&cursor=${cursor}`}`)).body;
  const idsOf = (items: readonly { student: { id: string } }[]) => items.map(({ student }) => student.id);
  const first = await page(`&courseId=${long}`);
  await api.ask('DELETE', `/v1/courses/${long}/roster/${students[0]}`);
  const second = await page(`&courseId=${long}`, first.nextCursor);
  expect([...idsOf(first.items), ...idsOf(second.items)]).toEqual(students.slice(0, 2));
  const { body } = await api.ask('GET', `/v1/at-risk?courseId=${courseId}&cursor=${first.nextCursor}`);
  expect(body.error.field).toBe('cursor');
  const gone = await addOldCourse(api, 1);
  const next = await addOldCourse(api, 1);
  let at = await page('');
  while (idsOf(at.items)[0] !== gone.ids[0]) at = await page('', at.nextCursor);
  expect((await api.ask('DELETE', `/v1/courses/${gone.courseId}`)).status).toBe(204);
  expect(idsOf((await page('', at.nextCursor)).items)).toEqual(next.ids);
  await api.ask('DELETE', `/v1/courses/${next.courseId}`);
  await api.ask('DELETE', `/v1/courses/${long}`);
});

test('when somebody falls below the minimum, then it is told once, and again only after they had risen', async () => {
  const events = async () =>
    Number(
      await sql(
        api.databaseUrl,
        `SELECT COUNT(*) FROM outbox_events WHERE type = 'student.at-risk' AND student_id = '${ids[2]}'`,
      ),
    );
  expect(await events()).toBe(1);
  await addPastSession(api, courseId, 180);
  await closeDueSessions(api);
  expect(await events()).toBe(1);
  const put = (rule: object) => api.ask('PUT', `/v1/courses/${courseId}/rule`, { json: { rule } });
  await put({ minimumPercent: 0 });
  await addPastSession(api, courseId, 180);
  await closeDueSessions(api);
  await put({});
  await addPastSession(api, courseId, 180);
  await closeDueSessions(api);
  expect(await events()).toBe(2);
});
