import { sql } from '@hadir/local-stack/testing';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addCourse, addRoom, addStudent, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const zone = 'Europe/Berlin';
let api: TestApi;
let courseId: string;
let roomId: string;
beforeAll(async () => {
  api = await startTestApi({ timeZone: zone });
});
afterAll(() => api.close());
beforeEach(async () => {
  courseId = await addCourse(api.ask);
  roomId = await addRoom(api.ask);
});

/** The Monday after next, so that nothing of a week has begun. */
const monday = DateTime.now().setZone(zone).startOf('week').plus({ weeks: 2 });
const day = (days: number): string => monday.plus({ days }).toISODate() ?? '';
const at = (days: number, time: string): string =>
  DateTime.fromISO(`${day(days)}T${time}`, { zone })
    .toUTC()
    .toISO() ?? '';

const weekly = (change: Record<string, unknown> = {}) => ({
  courseId,
  roomId,
  weekdays: [1],
  startsLocal: '09:00',
  endsLocal: '10:40',
  fromOn: day(0),
  toOn: day(27),
  ...change,
});
const add = (change: Record<string, unknown> = {}) => api.ask('POST', '/v1/series', { json: weekly(change) });
const change = (id: string, json: object) => api.ask('PATCH', `/v1/series/${id}`, { json });
const sessions = (query = `courseId=${courseId}`) => walk(api.ask, `/v1/sessions?${query}`, 50);
const starts = async () => (await sessions()).map(({ startsAt }) => startsAt);
const eventsOf = async (sessionId: unknown) =>
  (await sql(api.databaseUrl, `SELECT type FROM outbox_events WHERE session_id = '${sessionId}' ORDER BY id`))
    .split('\n')
    .filter(Boolean);

describe('a weekly series', () => {
  test('when it is added, then each of its days has a session that knows where it comes from', async () => {
    const { status, body } = await add({ exceptOn: [day(7)] });
    expect(status).toBe(201);
    expect(body.sessions).toMatchObject({ created: 3, changed: 0, removed: 0, pastDays: 0 });
    const made = await sessions(`seriesId=${body.series.id}`);
    expect(made).toMatchObject([
      {
        occurrenceOn: day(0),
        seriesId: body.series.id,
        startsAt: DateTime.fromISO(at(0, '09:00')).toJSDate().toISOString(),
      },
      { occurrenceOn: day(14) },
      { occurrenceOn: day(21) },
    ]);
    expect((await api.ask('GET', `/v1/series/${body.series.id}`)).body).toMatchObject({
      weekdays: [1],
      everyWeeks: 1,
    });
    expect((await api.ask('GET', `/v1/series?courseId=${courseId}`)).body.items).toHaveLength(1);
  });

  test('when it is over midnight, then a session belongs to the day on which it starts', async () => {
    await add({ startsLocal: '22:30', endsLocal: '00:30', toOn: day(0) });
    const [night] = await sessions();
    expect(night).toMatchObject({ occurrenceOn: day(0) });
    expect(Date.parse(String(night?.endsAt)) - Date.parse(String(night?.startsAt))).toBe(2 * 3_600_000);
  });

  test('when it takes its days from the semester, then a course without one must name them', async () => {
    const { body: semester } = await api.ask('POST', '/v1/semesters', {
      json: { name: 'S', startsOn: day(0), endsOn: day(13) },
    });
    const { fromOn: _, toOn: __, ...json } = weekly();
    expect(await api.ask('POST', '/v1/series', { json })).toMatchObject({
      status: 400,
      body: { error: { field: 'fromOn' } },
    });
    await api.ask('PATCH', `/v1/courses/${courseId}`, { json: { semesterId: semester.id } });
    expect((await api.ask('POST', '/v1/series', { json })).body).toMatchObject({
      series: { fromOn: day(0), toOn: day(13) },
      sessions: { created: 2 },
    });
  });

  test('when days lie behind, then they are made only when asked for', async () => {
    const past = { fromOn: day(-70), toOn: day(6) };
    const { body } = await add(past);
    expect(body.sessions).toMatchObject({ created: 1 + futureMondays(), pastDays: 10 - futureMondays() });
    expect((await change(body.series.id, { includePast: true })).body.sessions).toMatchObject({
      created: 10 - futureMondays(),
    });
    expect((await change(body.series.id, { includePast: true })).body.sessions).toMatchObject({
      created: 0,
      changed: 0,
    });
  });

  test.each([
    [{ weekdays: [] }, 400, 'weekdays'],
    [{ weekdays: [8] }, 400, 'weekdays.0'],
    [{ startsLocal: '9:00' }, 400, 'startsLocal'],
    [{ endsLocal: '24:00' }, 400, 'endsLocal'],
    [{ toOn: '2020-01-01' }, 400, 'toOn'],
    [{ toOn: '2040-01-01' }, 422, 'toOn'],
    [{ everyWeeks: 0 }, 400, 'everyWeeks'],
    [{ roomId: '00000000-0000-7000-8000-000000000000' }, 422, 'roomId'],
    [{ courseId: '00000000-0000-7000-8000-000000000000' }, 404, undefined],
  ])('when it is added with %j, then the answer is %i and nothing is made', async (wrong, status, field) => {
    const answer = await add(wrong);
    expect(answer.status).toBe(status);
    expect(answer.body.error.field).toBe(field);
    expect(await sessions()).toEqual([]);
    expect((await api.ask('GET', `/v1/series?courseId=${courseId}`)).body.items).toEqual([]);
  });

  test('when its room is taken once, then it is refused whole and names the session in the way', async () => {
    const other = await addCourse(api.ask);
    const json = { courseId: other, roomId, startsAt: `${day(14)}T10:00`, endsAt: `${day(14)}T11:00` };
    const { body: way } = await api.ask('POST', '/v1/sessions', { json });
    const refused = await add();
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'room-taken', field: 'roomId' } } });
    expect(refused.body.error.message).toContain(way.id);
    expect(await sessions()).toEqual([]);
    expect((await add({ allowOverlap: true })).body.sessions).toMatchObject({ created: 4 });
  });
});

describe('a change of a series', () => {
  test('when all of it is changed, then every session moves and keeps its id, and who moved or cancelled one is respected', async () => {
    const { body } = await add();
    const [first, second, third, fourth] = await sessions();
    await api.ask('POST', `/v1/sessions/${second?.id}/move`, { json: { startsAt: `${day(8)}T13:00` } });
    await api.ask('POST', `/v1/sessions/${third?.id}/cancel`, { json: { reason: 'ill' } });
    const changed = await change(body.series.id, { startsLocal: '11:00', endsLocal: '12:00' });
    expect(changed.body.sessions).toMatchObject({ changed: 2, created: 0, removed: 0 });
    expect(await sessions()).toMatchObject([
      { id: first?.id, startsAt: new Date(at(0, '11:00')).toISOString(), movedFrom: null },
      {
        id: second?.id,
        startsAt: new Date(at(8, '13:00')).toISOString(),
        movedFrom: new Date(at(7, '09:00')).toISOString(),
      },
      { id: third?.id, status: 'cancelled', cancelReason: 'ill' },
      { id: fourth?.id, startsAt: new Date(at(21, '11:00')).toISOString() },
    ]);
    expect(await eventsOf(first?.id)).toEqual(['session.moved']);
    expect(await eventsOf(third?.id)).toEqual(['session.cancelled']);
  });

  test('when this and what follows is changed, then what comes before stays, and no session is lost', async () => {
    const { body } = await add({ everyWeeks: 2, toOn: day(55) });
    const before = await sessions();
    const changed = await change(body.series.id, {
      followingFrom: day(20),
      startsLocal: '13:00',
      endsLocal: '14:00',
    });
    expect(changed.body.series).toMatchObject({
      fromOn: day(20),
      toOn: day(55),
      anchorOn: day(0),
      everyWeeks: 2,
    });
    expect(changed.body.series.id).not.toBe(body.series.id);
    expect((await sessions()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await starts()).toEqual([at(0, '09:00'), at(14, '09:00'), at(28, '13:00'), at(42, '13:00')]);
    expect(await sessions(`seriesId=${body.series.id}`)).toHaveLength(2);
    expect(
      (await change(body.series.id, { followingFrom: day(99), endsLocal: '15:00' })).body.error.field,
    ).toBe('followingFrom');
  });

  test('when its weekday changes, then its sessions are those of the new day; one that somebody is excused from is cancelled', async () => {
    const studentId = await addStudent(api.ask);
    await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [studentId] } });
    const { body } = await add({ toOn: day(13) });
    const [first] = await sessions();
    const excuse = { status: 'excused', reason: 'ill' };
    await api.ask('PUT', `/v1/sessions/${first?.id}/attendance/${studentId}`, { json: excuse });
    const changed = await change(body.series.id, { weekdays: [2] });
    expect(changed.body.sessions).toMatchObject({ created: 2, removed: 1, cancelled: 1 });
    expect(await starts()).toEqual([at(0, '09:00'), at(1, '09:00'), at(8, '09:00')]);
    expect((await sessions())[0]).toMatchObject({ id: first?.id, status: 'cancelled' });
    expect((await change(body.series.id, { weekdays: [2] })).body.sessions).toMatchObject({
      created: 0,
      cancelled: 0,
      removed: 0,
    });
  });

  test('when an occurrence is removed, then it is an exception, and nothing makes it again', async () => {
    const { body } = await add();
    const [first] = await sessions();
    expect((await api.ask('DELETE', `/v1/sessions/${first?.id}`)).status).toBe(204);
    expect((await change(body.series.id, { scope: 'campus' })).body).toMatchObject({
      series: { exceptOn: [day(0)] },
      sessions: { created: 0, changed: 3 },
    });
  });

  test('when two change it at once, then both hold and no day has two sessions', async () => {
    const { body } = await add();
    await Promise.all([
      change(body.series.id, { weekdays: [1, 3] }),
      change(body.series.id, { weekdays: [1, 3] }),
    ]);
    const days = (await sessions()).map(({ occurrenceOn }) => occurrenceOn);
    expect(days).toHaveLength(8);
    expect(new Set(days).size).toBe(8);
  });

  test('when it is removed, then what has begun stays and the series has ended', async () => {
    const { body } = await add({ fromOn: day(-28), includePast: true });
    const past = (await sessions()).filter(({ startsAt }) => Date.parse(String(startsAt)) < Date.now());
    const removed = await api.ask('DELETE', `/v1/series/${body.series.id}`);
    expect(removed.body).toMatchObject({ kept: past.length });
    expect(await sessions()).toHaveLength(past.length);
    const ended = (await api.ask('GET', `/v1/series/${body.series.id}`)).body;
    expect(ended.toOn < day(0)).toBe(true);
    const { body: unused } = await add();
    await api.ask('DELETE', `/v1/series/${unused.series.id}`);
    expect((await api.ask('GET', `/v1/series/${unused.series.id}`)).status).toBe(404);
  });
});

/** Mondays of the weeks between now and `monday` that have not begun at 09:00. */
function futureMondays(): number {
  return [-14, -7].filter((days) => Date.parse(at(days, '09:00')) > Date.now()).length;
}
