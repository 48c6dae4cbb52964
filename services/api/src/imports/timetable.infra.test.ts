import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeXlsx } from '../testing/imports/make-xlsx.ts';
import { apply, check } from '../testing/imports/send-import.ts';
import { walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
const year = new Date().getUTCFullYear() + 1;
/** The first Monday of next year's March: what is planned must lie ahead. */
const monday = ((): string => {
  const first = new Date(Date.UTC(year, 2, 1));
  first.setUTCDate(1 + ((8 - first.getUTCDay()) % 7));
  return first.toISOString().slice(0, 10);
})();
const day = (days: number): string =>
  new Date(Date.parse(`${monday}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  api = await startTestApi();
  const semester = { name: 'Genap', startsOn: monday, endsOn: day(27) };
  const { body } = await api.ask('POST', '/v1/semesters', { json: semester });
  for (const code of ['IF-1', 'IF-2', 'IF-3']) {
    const semesterId = code === 'IF-3' ? null : body.id;
    await api.ask('POST', '/v1/courses', { json: { code, name: code, semesterId } });
  }
  for (const name of ['A-101', 'A-102']) await api.ask('POST', '/v1/rooms', { json: { name } });
  await api.database.users.create({ email: 'ida@kampus.id', name: 'Ida', role: 'lecturer' });
});
afterAll(() => api.close());

const head = 'kode mk;ruang;hari;tanggal;jam;minggu;dosen';
const file = (...rows: string[]) => ({ bytes: `${head}\n${rows.join('\n')}\n` });
const starts = async (): Promise<string[]> => {
  const sessions = await walk(api.ask, `/v1/sessions?from=${monday}T00:00&to=${day(40)}T00:00`, 200);
  return sessions.map(({ startsAt }) => String(startsAt)).toSorted();
};

describe('a timetable', () => {
  const rows = ['IF-1;A-101;Senin;;08.00-09.40;;ida@kampus.id', `IF-2;A-102;;${day(3)};13:00-15:00;;`];

  test('when it is checked, then nothing is planned, and applied it is all there', async () => {
    const found = await check(api.ask, 'timetable', file(...rows));
    expect(found.problems).toEqual([]);
    expect(found.counts).toMatchObject({
      series: { create: 1 },
      session: { create: 1 },
      lecturer: { create: 1 },
    });
    expect(await starts()).toEqual([]);
    expect(await apply(api.ask, found.id)).toMatchObject({ status: 200, body: { status: 'applied' } });
    expect(await starts()).toEqual([
      `${day(0)}T01:00:00.000Z`,
      `${day(3)}T06:00:00.000Z`,
      `${day(7)}T01:00:00.000Z`,
      `${day(14)}T01:00:00.000Z`,
      `${day(21)}T01:00:00.000Z`,
    ]);
    const again = await check(api.ask, 'timetable', file(...rows));
    expect(again).toMatchObject({
      changes: [],
      counts: { series: { unchanged: 1 }, session: { unchanged: 1 } },
    });
  });

  test('when a workbook with real dates and times says the same, then nothing changes', async () => {
    const serial = Date.parse(`${day(3)}T00:00:00Z`) / 86_400_000 + 25_569;
    const cells = [
      ['course', 'room', 'day', 'date', 'start', 'end'],
      [
        'IF-1',
        'A-101',
        'monday',
        null,
        { number: 8 / 24, style: 2 },
        { number: (9 * 60 + 40) / 1440, style: 2 },
      ],
      ['IF-2', 'A-102', null, { number: serial, style: 5 }, { number: 13 / 24, style: 2 }, 0.625],
    ];
    const found = await check(api.ask, 'timetable', { bytes: makeXlsx([{ rows: cells }]), name: 'x.xlsx' });
    expect(found.problems).toEqual([]);
    expect(found.changes).toEqual([]);
  });

  test('when times, rooms and weeks change, then the same sessions move', async () => {
    const ids = async () => (await walk(api.ask, '/v1/sessions', 200)).map(({ id }) => id).toSorted();
    const before = await ids();
    const changed = await check(
      api.ask,
      'timetable',
      file('IF-1;A-102;Senin;;10.00-11.40;1-2,4;', `IF-2;A-101;;${day(3)};14:00-15:00;;`),
    );
    expect(changed.problems).toEqual([]);
    expect(changed.changes).toMatchObject([
      {
        action: 'change',
        subject: 'series',
        before: { room: 'A-101', start: '08:00', except: null },
        after: { room: 'A-102', start: '10:00', except: day(14) },
      },
      { action: 'change', subject: 'session', before: { room: 'A-102' }, after: { room: 'A-101' } },
    ]);
    await apply(api.ask, changed.id);
    expect(await starts()).toEqual([
      `${day(0)}T03:00:00.000Z`,
      `${day(3)}T07:00:00.000Z`,
      `${day(7)}T03:00:00.000Z`,
      `${day(21)}T03:00:00.000Z`,
    ]);
    expect(before).toEqual(expect.arrayContaining(await ids()));
  });

  test('when a series is missing from the file, then it is told of, and removed only when told', async () => {
    const other = file('IF-1;A-101;Selasa;;08:00-09:00;;');
    const kept = await check(api.ask, 'timetable', other);
    expect(kept).toMatchObject({ status: 'ready', problems: [{ code: 'not-in-file', severity: 'warning' }] });
    const removed = await check(api.ask, 'timetable', other, { removeMissing: true });
    expect(removed.counts).toMatchObject({ series: { create: 1, remove: 1 } });
    await apply(api.ask, removed.id);
    expect((await starts()).filter((at) => at.includes('T03:00'))).toEqual([]);
  });

  test('when a date lies behind, then it is told and no session is made', async () => {
    const found = await check(api.ask, 'timetable', file('IF-2;A-102;;2020-03-02;08:00-09:00;;'));
    expect(found).toMatchObject({
      status: 'ready',
      changes: [],
      problems: [{ row: 2, code: 'lies-behind' }],
    });
  });

  test('when the room is taken by the time it is applied, then nothing is written', async () => {
    const found = await check(api.ask, 'timetable', file(`IF-2;A-102;;${day(4)};08:00-09:00;;`));
    const rooms = await walk(api.ask, '/v1/rooms', 200);
    const courses = await walk(api.ask, '/v1/courses', 200);
    const json = {
      courseId: courses.find(({ code }) => code === 'IF-3')?.id,
      roomId: rooms.find(({ name }) => name === 'A-102')?.id,
      startsAt: `${day(4)}T08:30`,
      endsAt: `${day(4)}T09:30`,
    };
    expect((await api.ask('POST', '/v1/sessions', { json })).status).toBe(201);
    const before = await starts();
    expect(await apply(api.ask, found.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'ground-shifted', message: expect.stringMatching(/A-102 is taken/) } },
    });
    expect(await starts()).toEqual(before);
  });
});

test.each([
  ['a day that is none', ['IF-1;A-101;Someday;;08:00-09:00;;'], [2, 'hari', 'bad-day']],
  ['a date that is none', ['IF-1;A-101;;31/02/2027;08:00-09:00;;'], [2, 'tanggal', 'bad-date']],
  ['a month before the day', [`IF-1;A-101;;12/25/${year};08:00-09:00;;`], [2, 'tanggal', 'bad-date']],
  ['a time that is none', ['IF-1;A-101;Rabu;;25:00-26:00;;'], [2, 'jam', 'bad-time']],
  ['an end before the start', ['IF-1;A-101;Rabu;;10:00-09:00;;'], [2, 'end', 'end-before-start']],
  ['weeks that are none', ['IF-1;A-101;Rabu;;08:00-09:00;odd;'], [2, 'minggu', 'bad-weeks']],
  ['weeks beyond the semester', ['IF-1;A-101;Rabu;;08:00-09:00;30;'], [2, null, 'no-meeting']],
  ['neither day nor date', ['IF-1;A-101;;;08:00-09:00;;'], [2, 'hari', 'no-when']],
  [
    'a day that is not the date’s',
    [`IF-1;A-101;Rabu;${monday};08:00-09:00;;`],
    [2, 'tanggal', 'day-and-date'],
  ],
  ['no room of that name', ['IF-1;Z-9;Rabu;;08:00-09:00;;'], [2, 'room', 'no-such-room']],
  ['no course of that code', ['XX-9;A-101;Rabu;;08:00-09:00;;'], [2, 'course', 'no-such-course']],
  [
    'no lecturer of that address',
    ['IF-1;A-101;Rabu;;08:00-09:00;;no@kampus.id'],
    [2, 'lecturer', 'no-such-lecturer'],
  ],
  ['no semester', ['IF-3;A-101;Rabu;;08:00-09:00;;'], [2, null, 'no-semester']],
  ['no time', ['IF-1;A-101;Rabu;;;;'], [2, 'start', 'empty-value']],
  [
    'two courses in one room',
    ['IF-1;A-101;Kamis;;08:00-09:40;;', 'IF-2;A-101;Kamis;;09:00-10:00;;'],
    [3, 'room', 'room-taken'],
  ],
  [
    'two rooms for one meeting',
    ['IF-1;A-101;Rabu;;08:00-09:00;;', 'if-1;A-102;Rabu;;08:00-09:00;;'],
    [3, null, 'contradicting-row'],
  ],
] as const)(
  'when a timetable has %s, then the place and the fault are named',
  async (_what, rows, expected) => {
    const before = await starts();
    const found = await check(api.ask, 'timetable', file(...rows));
    expect(found.status).toBe('refused');
    const errors = found.problems.filter(({ severity }: { severity: string }) => severity === 'error');
    expect([errors[0].row, errors[0].column, errors[0].code]).toEqual(expected);
    expect(await starts()).toEqual(before);
  },
);
