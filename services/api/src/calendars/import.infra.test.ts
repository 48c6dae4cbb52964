import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { walk } from '../testing/seed.ts';
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
const starts = async () => (await sessions()).map(({ startsAt }) => String(startsAt).slice(0, 16));
describe('an import', () => {
  test('when it is not told to apply, then it says what it would do and writes nothing', async () => {
    const { status, body } = await send(calendar(weekly('a')));
    expect(status).toBe(200);
    expect(body).toMatchObject({ applied: false, events: 1, sessions: { create: 4 }, problems: [] });
    expect(body.changes).toHaveLength(4);
    expect(await sessions()).toEqual([]);
  });

  test('when it is applied twice, then the second time changes nothing, nor what people changed meanwhile', async () => {
    const text = calendar(weekly('b', 'EXDATE;TZID=Asia/Jakarta:20310311T090000'));
    expect((await apply(text)).body).toMatchObject({ applied: true, sessions: { create: 3 } });
    expect(await starts()).toEqual(['2031-03-04T02:00', '2031-03-18T02:00', '2031-03-25T02:00']);
    const [first, second] = await sessions();
    expect(first).toMatchObject({ courseId, roomId, endsAt: '2031-03-04T03:40:00.000Z' });
    await api.ask('POST', `/v1/sessions/${first?.id}/move`, { json: { startsAt: '2031-03-05T09:00' } });
    await api.ask('POST', `/v1/sessions/${second?.id}/cancel`, { json: { reason: 'ill' } });
    expect((await apply(text)).body).toMatchObject({
      applied: true,
      sessions: { create: 0, change: 0, cancel: 0, unchanged: 3 },
    });
    expect((await starts())[0]).toBe('2031-03-05T02:00');
  });

  test('when the file changes, then only what changed there changes, and every session keeps its id', async () => {
    await apply(calendar(weekly('c')));
    const before = (await sessions()).map(({ id }) => id);
    const moved = event(
      'UID:c',
      'RECURRENCE-ID;TZID=Asia/Jakarta:20310311T090000',
      'DTSTART;TZID=Asia/Jakarta:20310312T130000',
      'DURATION:PT2H',
      `SUMMARY:${code}`,
      `LOCATION:${room}`,
    );
    const cancelled = event(
      'UID:c',
      'RECURRENCE-ID:20310318T020000Z',
      'DTSTART:20310318T020000Z',
      'DTEND:20310318T034000Z',
      `SUMMARY:${code}`,
      `LOCATION:${room}`,
      'STATUS:CANCELLED',
    );
    const changed = await apply(calendar(weekly('c', 'EXDATE;VALUE=DATE:20310325'), moved, cancelled));
    expect(changed.body).toMatchObject({
      applied: true,
      sessions: { create: 0, change: 1, cancel: 2, unchanged: 1 },
    });
    const now = await sessions();
    expect(now.map(({ id }) => id)).toEqual(before);
    expect(now).toMatchObject([
      { status: 'scheduled', startsAt: '2031-03-04T02:00:00.000Z' },
      { status: 'scheduled', startsAt: '2031-03-12T06:00:00.000Z', endsAt: '2031-03-12T08:00:00.000Z' },
      { status: 'cancelled', cancelReason: 'cancelled in the imported timetable' },
      { status: 'cancelled', cancelReason: 'no longer in the imported timetable' },
    ]);
    expect((await apply(calendar(weekly('c')))).body).toMatchObject({
      sessions: { change: 3, unchanged: 1 },
    });
    expect((await sessions()).map(({ status }) => status)).toEqual(Array(4).fill('scheduled'));
  });

  test('when events are wrong, then each is a problem, and nothing is written', async () => {
    const bad = (uid: string, ...fields: string[]) => event(`UID:${uid}`, ...fields, `LOCATION:${room}`);
    const at = ['DTSTART:20310304T020000Z', 'DTEND:20310304T030000Z'];
    const text = calendar(
      weekly('good'),
      bad('course', ...at, 'SUMMARY:Nothing known'),
      event('UID:room', ...at, `SUMMARY:${code}`, 'LOCATION:Nowhere'),
      event('UID:no-room', ...at, `SUMMARY:${code}`),
      bad('day', 'DTSTART;VALUE=DATE:20310304', `SUMMARY:${code}`),
      bad('backwards', 'DTSTART:20310304T030000Z', 'DTEND:20310304T020000Z', `SUMMARY:${code}`),
      bad('days', 'DTSTART:20310304T030000Z', 'DTEND:20310306T020000Z', `SUMMARY:${code}`),
      bad('zone', 'DTSTART;TZID=Mars/Olympus:20310304T030000', 'DURATION:PT1H', `SUMMARY:${code}`),
      bad('endless', ...at, 'RRULE:FREQ=WEEKLY', `SUMMARY:${code}`),
      bad('often', ...at, 'RRULE:FREQ=HOURLY;COUNT=3', `SUMMARY:${code}`),
      bad('many', ...at, 'RRULE:FREQ=DAILY;COUNT=1000', `SUMMARY:${code}`),
      bad('february', ...at, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', `SUMMARY:${code}`),
      bad('no-end', 'DTSTART:20310304T030000Z', `SUMMARY:${code}`),
      bad('twice', ...at, `SUMMARY:${code}`),
      bad('twice', ...at, `SUMMARY:${code}`),
      event(...at, `SUMMARY:${code}`, `LOCATION:${room}`),
    );
    const { status, body } = await apply(text, 'allowOverlap=true');
    expect(status).toBe(200);
    expect(body.applied).toBe(false);
    const codes = body.problems.map(({ uid, code: problem }: { uid: string; code: string }) => [
      uid,
      problem,
    ]);
    expect(codes.toSorted()).toEqual(
      [
        ['backwards', 'no-length'],
        ['course', 'unknown-course'],
        ['day', 'all-day'],
        ['days', 'too-long'],
        ['endless', 'endless'],
        ['february', 'hardly-ever'],
        ['many', 'too-many-dates'],
        ['no-end', 'no-end'],
        ['no-room', 'unknown-room'],
        [null, 'no-uid'],
        ['often', 'bad-rule'],
        ['room', 'unknown-room'],
        ['twice', 'duplicate-uid'],
        ['zone', 'unknown-zone'],
      ].toSorted(),
    );
    expect(await sessions()).toEqual([]);
  });

  test.each([
    ['no calendar', 'hello', 422],
    ['a calendar without events', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 422],
    ['a calendar that breaks off', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a', 422],
    ['nothing', '', 400],
    ['too much', 'x'.repeat(6 * 1024 * 1024), 413],
  ])('when it is %s, then it is refused', async (_what, text, status) => {
    expect((await send(text)).status).toBe(status);
  });

  test('when a room would have two sessions at once, then the problem names both, unless that is allowed', async () => {
    const other = (await api.ask('POST', '/v1/courses', { json: { code: `X-${made}`, name: 'x' } })).body.id;
    const json = { courseId: other, roomId, startsAt: '2031-03-11T10:00', endsAt: '2031-03-11T11:00' };
    const { body: way } = await api.ask('POST', '/v1/sessions', { json });
    const { body } = await apply(calendar(weekly('d')));
    expect(body).toMatchObject({ applied: false, problems: [{ uid: 'd', code: 'room-taken' }] });
    expect(body.problems[0].message).toContain(way.id);
    expect((await apply(calendar(weekly('d')), 'allowOverlap=true')).body.applied).toBe(true);
  });

  test('when it is sent as a form and names places that are not there, then those of the request are taken', async () => {
    const form = new FormData();
    const text = calendar(event('UID:g', 'DTSTART:20310304T020000Z', 'DURATION:PT1H', 'SUMMARY:Lecture'));
    form.set('file', new Blob([text], { type: 'text/calendar' }), 't.ics');
    const answer = await api.ask(
      'POST',
      `/v1/timetable/import?apply=true&courseId=${courseId}&roomId=${roomId}`,
      { form },
    );
    expect(answer.body).toMatchObject({ applied: true, sessions: { create: 1 } });
    expect((await api.ask('POST', '/v1/timetable/import', { json: {} })).status).toBe(415);
  });

  test('when two import the same at once, then each session is made once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => apply(calendar(weekly('h')))));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await sessions()).toHaveLength(4);
  });
});
