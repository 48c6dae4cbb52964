import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addLecturer } from '../testing/lecturer.ts';
import { addRoom, addSession, walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let made = 0;
let code: string;
let room: string;
let courseId: string;
let roomId: string;
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
});
afterAll(() => api.close());
beforeEach(async () => {
  made += 1;
  [code, room] = [`IF-${made}`, `A ${made}`];
  courseId = (await api.ask('POST', '/v1/courses', { json: { code, name: 'Programming' } })).body.id;
  roomId = (await api.ask('POST', '/v1/rooms', { json: { name: room } })).body.id;
});

const calendar = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (...fields: string[]): string => ['BEGIN:VEVENT', ...fields, 'END:VEVENT'].join('\r\n');
/** Tuesdays at 09:00 in Jakarta, 02:00 UTC. */
const weekly = (uid: string, ...more: string[]): string =>
  event(
    `UID:${uid}`,
    'DTSTART;TZID=Asia/Jakarta:20310304T090000',
    'DTEND;TZID=Asia/Jakarta:20310304T104000',
    'RRULE:FREQ=WEEKLY;COUNT=4',
    `SUMMARY:${code} Programming`,
    `LOCATION:${room}\\, second floor`,
    ...more,
  );
const send = (text: string, query = '') =>
  fetch(`${api.url}/v1/timetable/import?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.staff}`, 'content-type': 'text/calendar' },
    body: text,
  }).then(async (response) => ({ status: response.status, body: JSON.parse(await response.text()) }));
const apply = (text: string, query = '') => send(text, `apply=true&${query}`);
const sessions = () => walk(api.ask, `/v1/sessions?courseId=${courseId}`, 50);
const exported = async (query: string) =>
  (await api.ask('GET', `/v1/timetable.ics?from=2031-01-01T00:00&to=2032-01-01T00:00&${query}`)).text;

test('when sessions are exported and imported again, then nothing changes', async () => {
  await apply(calendar(weekly('i')));
  const [first, second] = await sessions();
  await api.ask('POST', `/v1/sessions/${first?.id}/move`, { json: { startsAt: '2031-03-05T22:30' } });
  await api.ask('POST', `/v1/sessions/${second?.id}/cancel`, { json: { reason: 'ill, sorry; again' } });
  const text = await exported(`courseId=${courseId}`);
  expect(text).toContain('BEGIN:VTIMEZONE\r\nTZID:Asia/Jakarta');
  expect(text).toContain('METHOD:PUBLISH');
  expect(text).toContain(`UID:${first?.id}@hadir`);
  expect(text).toContain('DTSTART;TZID=Asia/Jakarta:20310305T223000');
  expect(text).toMatch(/STATUS:CANCELLED\r\nCOMMENT:ill\\, sorry\\; again/);
  expect(text).toMatch(/SEQUENCE:1\r\n/);
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const again = await apply(text);
  expect(again.body).toMatchObject({
    applied: true,
    sessions: { create: 0, change: 0, cancel: 0, unchanged: 4 },
  });
  const older = text;
  await api.ask('POST', `/v1/sessions/${first?.id}/move`, { json: { startsAt: '2031-03-06T22:30' } });
  expect((await apply(older)).body.sessions.unchanged).toBe(4);
  const changed = (await exported(`courseId=${courseId}`)).replace(
    'DTSTART;TZID=Asia/Jakarta:20310306T223000',
    'DTSTART;TZID=Asia/Jakarta:20310306T220000',
  );
  expect((await apply(changed)).body.sessions).toMatchObject({ change: 1, unchanged: 3 });
});

test('when it is of a room or a lecturer, then it has their sessions alone', async () => {
  await apply(calendar(weekly('j')));
  const elsewhere = await addRoom(api.ask);
  await addSession(api.ask, courseId, { startsAt: '2031-05-05T09:00', endsAt: '2031-05-05T10:00' });
  const count = (text: string) => text.split('BEGIN:VEVENT').length - 1;
  expect(count(await exported(`roomId=${roomId}`))).toBe(4);
  expect(count(await exported(`courseId=${courseId}`))).toBe(5);
  expect(count(await exported(`roomId=${elsewhere}`))).toBe(0);
  const { id, as } = await addLecturer(api);
  expect(count((await api.ask('GET', '/v1/timetable.ics', { as })).text)).toBe(0);
  expect((await api.ask('GET', `/v1/timetable.ics?courseId=${courseId}`, { as })).status).toBe(403);
  await api.ask('PUT', `/v1/courses/${courseId}/lecturers/${id}`);
  expect(count(await exported(`lecturerId=${id}`))).toBe(5);
});
