import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

type Placed = { readonly series: { readonly id: string }; readonly sessions: Record<string, number> };
type List = { readonly items: readonly Record<string, unknown>[] };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.json('semester', 'add', '2031 odd', '--from', '2031-02-03', '--to', '2031-02-28');
  await api.json('course', 'add', 'IF-101', 'Programming', '--semester', '2031 odd');
  await api.json('course', 'add', 'IF-207', 'Graphs');
  await api.json('room', 'add', 'A-101');
  await api.json('room', 'add', 'B-2');
  for (const number of ['1001', '1002']) await api.json('student', 'add', number, `Student ${number}`);
  for (const course of ['IF-101', 'IF-207']) await api.json('roster', 'add', '--course', course, '1001');
});
afterAll(() => api.stop());

const from = ['--from', '2031-02-01', '--to', '2031-03-01'];
const sessions = async (...more: string[]) =>
  (await api.json<List>('session', 'list', ...from, ...more)).items;

test('when a semester is planned by hand, then each step says what became of its sessions', async () => {
  const holiday = await api.json<{ holiday: { id: string } }>(
    'holiday',
    'add',
    'Nyepi',
    '--from',
    '2031-02-10',
  );
  const added = await api.run(
    'series',
    'add',
    '--course',
    'IF-101',
    '--room',
    'A-101',
    '--on',
    'mon,wed',
    '--start',
    '09:00',
    '--end',
    '10:40',
  );
  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('7 made, 1 left out for holidays'),
  });
  const [series] = (await api.json<List>('series', 'list', '--course', 'IF-101')).items;
  expect((await api.run('series', 'list')).stdout).toMatch(
    /IF-101 +A-101 +mon,wed +09:00–10:40 +1 +2031-02-03 +2031-02-28/,
  );
  expect((await api.run('holiday', 'remove', holiday.holiday.id)).stdout).toContain('1 made');
  const id = String(series?.id);
  const changed = await api.json<Placed>(
    'series',
    'change',
    id,
    '--following',
    '2031-02-17',
    '--room',
    'B-2',
  );
  expect(changed).toMatchObject({ sessions: { changed: 4 } });
  expect(changed.series.id).not.toBe(id);
  expect((await sessions('--room', 'B-2')).length).toBe(4);
  expect((await api.run('series', 'remove', changed.series.id)).stdout).toContain('4 removed');
  expect(
    (
      await api.run(
        'series',
        'add',
        '--course',
        'IF-101',
        '--room',
        'A-101',
        '--on',
        'moonday',
        '--start',
        '9',
        '--end',
        '10:40',
      )
    ).code,
  ).toBe(2);
});

test('when one session is moved, cancelled and restored, then the list says so', async () => {
  const [first, second] = await sessions('--course', 'IF-101');
  const id = String(first?.id);
  expect((await api.run('session', 'move', id, '--start', '2031-02-04 13:00')).stdout).toContain(
    'Moved to Tue 4 Feb 2031 13:00–14:40',
  );
  expect((await api.run('session', 'cancel', id, '--reason', 'ill')).code).toBe(0);
  expect((await api.run('session', 'list', ...from, '--status', 'cancelled')).stdout).toContain(
    'cancelled: ill',
  );
  expect((await api.run('session', 'restore', id)).stdout).toContain('It is held');
  expect((await api.run('session', 'list', ...from)).stdout).toMatch(/Tue 4 Feb 2031 13:00 .* moved/);
  const clash = await api.run('session', 'move', id, '--start', '2031-02-05 09:30');
  expect(clash.code).toBe(1);
  expect(clash.stderr).toContain(String(second?.id));
  await api.json('session', 'change', id, '--late-after', '5');
  expect((await api.run('session', 'remove', id)).code).toBe(0);
});

test('when sessions of two courses meet, then conflicts name the room and the student', async () => {
  const at = ['--start', '2031-02-05 10:00', '--minutes', '60'];
  expect((await api.run('session', 'add', '--course', 'IF-207', '--room', 'A-101', ...at)).code).toBe(1);
  await api.json('session', 'add', '--course', 'IF-207', '--room', 'A-101', ...at, '--allow-overlap');
  const { stdout } = await api.run('timetable', 'conflicts', '--from', '2031-02-01', '--to', '2031-02-28');
  expect(stdout).toContain('the room');
  expect(stdout).toContain('1001');
  expect((await api.run('timetable', 'conflicts')).stdout).toContain('Nothing is held at once');
});

test('when a calendar is exported, changed and imported, then only that changes, and problems end with 1', async () => {
  const file = join(api.dir, 't.ics');
  await api.json('timetable', 'export', ...from, '--course', 'IF-101', '--out', file);
  const text = await readFile(file, 'utf8');
  expect(await api.json('timetable', 'import', file)).toMatchObject({
    applied: false,
    sessions: { unchanged: 3, change: 0 },
  });
  await writeFile(file, text.replace('T090000', 'T080000'));
  const dry = await api.run('timetable', 'import', file, '--allow-overlap');
  expect(dry.stdout).toMatch(/1 to change.*\n {2}change .*\nNothing was written yet/s);
  expect((await api.run('timetable', 'import', file, '--allow-overlap', '--apply')).stdout).toContain(
    'Written.',
  );
  await writeFile(
    file,
    text.replaceAll('LOCATION:A-101', 'LOCATION:Nowhere').replaceAll('@hadir', '@elsewhere'),
  );
  const broken = await api.run('timetable', 'import', file, '--apply');
  expect(broken.code).toBe(1);
  expect(broken.stdout).toContain('there is no room "Nowhere"');
  expect((await api.run('timetable', 'import', 'nothing.ics')).code).toBe(1);
  expect((await api.run('timetable', 'export', ...from, '--room', 'A-101')).stdout).toContain(
    'BEGIN:VCALENDAR',
  );
});

test('when a course is kept, then its groups and lecturers follow', async () => {
  expect((await api.run('roster', 'group', 'A', '1001', '--course', 'IF-101')).stdout).toContain(
    'in group A',
  );
  expect((await api.run('roster', 'list', '--course', 'IF-101', '--group', 'A')).stdout).toContain('1001');
  expect((await api.run('roster', 'list', '--course', 'IF-101', '--group', 'B')).stdout).not.toContain(
    '1001',
  );
  await api.database.users.create({ email: 'rahma@campus.example', name: 'Rahma', role: 'lecturer' });
  await api.json('course', 'teach', 'IF-101', 'rahma@campus.example');
  expect((await api.run('course', 'lecturers', 'IF-101')).stdout).toContain('rahma@campus.example');
  expect((await api.run('course', 'teach', 'IF-101', 'rahma@campus.example', '--stop')).code).toBe(0);
});

test('when courses, rooms and semesters are changed and removed, then what is still needed stays', async () => {
  expect((await api.run('roster', 'remove', '--course', 'IF-207', '1001')).code).toBe(0);
  await api.json('course', 'change', 'IF-207', '--name', 'Graph theory');
  expect((await api.run('course', 'list', '--search', 'graph')).stdout).toContain('Graph theory');
  await api.json('room', 'rename', 'B-2', 'Lab 2');
  expect((await api.run('room', 'remove', 'Lab 2')).code).toBe(0);
  expect((await api.run('course', 'remove', 'IF-207')).code).toBe(1);
  await api.json('semester', 'change', '2031 odd', '--to', '2031-03-07');
  expect((await api.run('semester', 'list')).stdout).toContain('2031-03-07');
  expect((await api.run('semester', 'remove', '2031 odd')).code).toBe(0);
  expect((await api.run('semester', 'remove', '2031 odd')).stderr).toContain('There is no semester');
});
