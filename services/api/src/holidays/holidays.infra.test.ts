import { sql } from '@hadir/local-stack/testing';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addCourse, addRoom, addSession, walk } from '../testing/seed.ts';
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
  monday = monday.plus({ weeks: 8 });
  courseId = await addCourse(api.ask);
  roomId = await addRoom(api.ask);
});

/** A Monday that lies ahead. A holiday is for the whole campus, so each test has weeks of its own. */
let monday = DateTime.now().setZone(zone).startOf('week').plus({ weeks: 2 });
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

const addHoliday = (json: object) => api.ask('POST', '/v1/holidays', { json: { name: 'Nyepi', ...json } });

test('when it is there first, then a series leaves it out; once it is removed, its day is held', async () => {
  const { body: holiday } = await addHoliday({ startsOn: day(7), endsOn: day(9) });
  expect((await add()).body.sessions).toMatchObject({ created: 3, holidays: 1 });
  expect((await api.ask('GET', `/v1/holidays?from=${day(9)}&to=${day(30)}`)).body.items).toMatchObject([
    { name: 'Nyepi' },
  ]);
  const removed = await api.ask('DELETE', `/v1/holidays/${holiday.holiday.id}`);
  expect(removed.body.sessions).toEqual({ cancelled: 0, restored: 0, created: 1 });
  expect(await starts()).toEqual([at(0, '09:00'), at(7, '09:00'), at(14, '09:00'), at(21, '09:00')]);
});

test('when it comes later, then it cancels occurrences by name and leaves single sessions; moved away, it gives them back', async () => {
  await add();
  const { id: single } = await addSession(api.ask, courseId, {
    startsAt: `${day(7)}T15:00`,
    endsAt: `${day(7)}T16:00`,
  });
  const added = await addHoliday({ startsOn: day(7) });
  expect(added.body).toMatchObject({ holiday: { endsOn: day(7) }, sessions: { cancelled: 1 } });
  const cancelled = await sessions(`courseId=${courseId}&status=cancelled`);
  expect(cancelled).toMatchObject([
    { occurrenceOn: day(7), cancelReason: 'Nyepi', holidayId: added.body.holiday.id },
  ]);
  expect((await api.ask('GET', `/v1/sessions/${single}`)).body.status).toBe('scheduled');
  expect(await eventsOf(cancelled[0]?.id)).toEqual(['session.cancelled']);
  const moved = await api.ask('PATCH', `/v1/holidays/${added.body.holiday.id}`, {
    json: { startsOn: day(14), endsOn: day(14) },
  });
  expect(moved.body.sessions).toMatchObject({ cancelled: 1, restored: 1 });
  expect(await sessions(`courseId=${courseId}&status=cancelled`)).toMatchObject([{ occurrenceOn: day(14) }]);
  await api.ask('DELETE', `/v1/holidays/${added.body.holiday.id}`);
  expect(await sessions(`courseId=${courseId}&status=cancelled`)).toEqual([]);
});

test('when an occurrence is held on it all the same, then neither series nor holiday cancels it again', async () => {
  const { body } = await add();
  const { body: holiday } = await addHoliday({ startsOn: day(7) });
  const [cancelled] = await sessions(`courseId=${courseId}&status=cancelled`);
  await api.ask('POST', `/v1/sessions/${cancelled?.id}/restore`, { json: {} });
  await change(body.series.id, { scope: 'campus' });
  await api.ask('PATCH', `/v1/holidays/${holiday.holiday.id}`, { json: { name: 'Silence' } });
  expect((await api.ask('GET', `/v1/sessions/${cancelled?.id}`)).body.status).toBe('scheduled');
  await api.ask('DELETE', `/v1/holidays/${holiday.holiday.id}`);
});

test('when another holiday covers the day too, then what one gives back stays cancelled for the other', async () => {
  const { body: semester } = await api.ask('POST', '/v1/semesters', {
    json: { name: 'S', startsOn: day(0), endsOn: day(90) },
  });
  await api.ask('PATCH', `/v1/courses/${courseId}`, { json: { semesterId: semester.id } });
  await add();
  const { body: campus } = await addHoliday({ startsOn: day(7), endsOn: day(14) });
  const { body: break_ } = await addHoliday({
    name: 'Break',
    startsOn: day(6),
    endsOn: day(8),
    semesterId: semester.id,
  });
  expect(break_.sessions.cancelled).toBe(0);
  const cancelled = () => sessions(`courseId=${courseId}&status=cancelled`);
  const moved = await api.ask('PATCH', `/v1/holidays/${campus.holiday.id}`, {
    json: { startsOn: day(14), endsOn: day(14) },
  });
  expect(moved.body.sessions).toEqual({ cancelled: 0, restored: 0, created: 0 });
  expect(await cancelled()).toMatchObject([
    { occurrenceOn: day(7), cancelReason: 'Break', holidayId: break_.holiday.id },
    { occurrenceOn: day(14), cancelReason: 'Nyepi' },
  ]);
  const { body: other } = await addHoliday({ name: 'Feast', startsOn: day(14) });
  const removed = await api.ask('DELETE', `/v1/holidays/${campus.holiday.id}`);
  expect(removed.body.sessions).toEqual({ cancelled: 0, restored: 0, created: 0 });
  expect(await cancelled()).toMatchObject([{ cancelReason: 'Break' }, { cancelReason: 'Feast' }]);
  for (const { holiday } of [break_, other]) {
    const last = await api.ask('DELETE', `/v1/holidays/${holiday.id}`);
    expect(last.body.sessions).toMatchObject({ restored: 1 });
  }
  expect(await cancelled()).toEqual([]);
});

test('when it is of a semester, then other courses are held', async () => {
  const { body: semester } = await api.ask('POST', '/v1/semesters', {
    json: { name: 'S', startsOn: day(0), endsOn: day(90) },
  });
  await add();
  await addHoliday({ startsOn: day(7), semesterId: semester.id });
  expect(await sessions(`courseId=${courseId}&status=cancelled`)).toEqual([]);
  await api.ask('PATCH', `/v1/courses/${courseId}`, { json: { semesterId: semester.id } });
  const { body: again } = await addHoliday({ startsOn: day(14), semesterId: semester.id });
  expect(again.sessions.cancelled).toBe(1);
  expect(await addHoliday({ startsOn: day(9), endsOn: day(8) })).toMatchObject({
    status: 400,
    body: { error: { field: 'endsOn' } },
  });
});
