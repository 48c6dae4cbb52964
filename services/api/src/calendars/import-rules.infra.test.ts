import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let made = 0;
let code: string;
let room: string;
let courseId: string;
beforeAll(async () => {
  api = await startTestApi({ timeZone: 'Asia/Jakarta' });
});
afterAll(() => api.close());
beforeEach(async () => {
  made += 1;
  [code, room] = [`IF-${made}`, `A ${made}`];
  courseId = (await api.ask('POST', '/v1/courses', { json: { code, name: 'Programming' } })).body.id;
  await api.ask('POST', '/v1/rooms', { json: { name: room } });
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
const starts = async () => (await sessions()).map(({ startsAt }) => String(startsAt).slice(0, 16));
test('when many rules would be searched for ever, then the file is refused within seconds', async () => {
  const rule = 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3';
  const events = Array.from({ length: 50 }, (_, at) => weekly(`e${at}`).replace(/RRULE.*/, rule));
  expect(await send(calendar(...events))).toMatchObject({ status: 422 });
});

test('when a date comes twice by RRULE and RDATE, then it is held once', async () => {
  const twice = 'RDATE;TZID=Asia/Jakarta:20310311T090000,20310312T090000';
  expect((await apply(calendar(weekly('rdate', twice)))).body.sessions.create).toBe(5);
});

test('when times float or their zone is described in the file, then they are meant there', async () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Fixed',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0300',
    'TZOFFSETTO:+0300',
    'END:STANDARD',
    'END:VTIMEZONE',
  ].join('\r\n');
  const one = (uid: string, start: string) =>
    event(`UID:${uid}`, `DTSTART${start}`, 'DURATION:PT1H', `CATEGORIES:Lecture,${code}`, `LOCATION:${room}`);
  const text = calendar(
    zone,
    one('f1', ':20310304T090000'),
    one('f2', ';TZID=Fixed:20310305T090000'),
    one('f3', ';TZID=Europe/Berlin:20310401T090000'),
  );
  expect((await apply(text)).body.problems).toEqual([]);
  expect(await starts()).toEqual(['2031-03-04T02:00', '2031-03-05T06:00', '2031-04-01T07:00']);
});

test('when a weekly event crosses a clock change, then it keeps its local time, and UNTIL is meant whole', async () => {
  const text = calendar(
    event(
      'UID:dst',
      'DTSTART;TZID=Europe/Berlin:20310323T090000',
      'DTEND;TZID=Europe/Berlin:20310323T100000',
      'RRULE:FREQ=WEEKLY;UNTIL=20310406',
      `SUMMARY:${code}`,
      `LOCATION:${room}`,
    ),
  );
  await apply(text);
  expect(await starts()).toEqual(['2031-03-23T08:00', '2031-03-30T07:00', '2031-04-06T07:00']);
});

test('when a rule has no end, then it ends with the semester of its course', async () => {
  const semester = { name: 's', startsOn: '2031-02-01', endsOn: '2031-03-18' };
  const { body } = await api.ask('POST', '/v1/semesters', { json: semester });
  await api.ask('PATCH', `/v1/courses/${courseId}`, { json: { semesterId: body.id } });
  expect((await apply(calendar(weekly('e').replace(';COUNT=4', '')))).body).toMatchObject({
    applied: true,
    sessions: { create: 3 },
  });
});
