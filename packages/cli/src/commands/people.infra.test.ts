import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDeviceKey } from '@hadir/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCliProcess } from '../testing/spawn-cli.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

type Row = { readonly id: string };
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe('people, courses, rooms and rosters', () => {
  test('when there is nothing yet, then each list says what to do next', async () => {
    for (const noun of ['student', 'course', 'room', 'device', 'session']) {
      const { code, stdout } = await api.run(noun, 'list');
      expect({ noun, code }).toEqual({ noun, code: 0 });
      expect(stdout).toContain(`hadir ${noun} add`);
    }
  });

  test('when a class is set up step by step, then every list shows it', async () => {
    await api.json('course', 'add', 'IF-101', 'Programming');
    await api.json('room', 'add', 'A-101');
    await api.json('student', 'add', '1001', 'Siti Rahma', '--course', 'if-101');
    await api.json('student', 'add', '1002', 'Budi Santoso');
    expect(await api.json('roster', 'add', '--course', 'IF-101', '1001', '1002')).toEqual({
      course: 'IF-101',
      added: 1,
      already: 1,
    });
    const roster = await api.json<Page<{ student: { number: string } }>>(
      'roster',
      'list',
      '--course',
      'IF-101',
    );
    expect(roster.items.map(({ student }) => student.number)).toEqual(['1001', '1002']);
    const { stdout } = await api.run('student', 'list');
    expect(stdout).toBe('NUMBER  NAME\n1001    Siti Rahma\n1002    Budi Santoso\n');
  });

  test('when a list is longer than its limit, then the next page begins where it ended', async () => {
    const first = await api.json<Page<{ number: string }>>('student', 'list', '--limit', '1');
    expect(first.items.map(({ number }) => number)).toEqual(['1001']);
    const second = await api.json<Page<{ number: string }>>(
      'student',
      'list',
      '--cursor',
      first.nextCursor ?? '',
    );
    expect(second.items.map(({ number }) => number)).toEqual(['1002']);
    expect((await api.run('student', 'list', '--limit', '1')).stdout).toContain(
      'There is more: add --cursor ',
    );
  });

  test('when a number on the command line is unknown, then all unknown ones are told and nothing is changed', async () => {
    const { code, stderr } = await api.run('roster', 'add', '--course', 'IF-101', '1001', '8', '9');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no student 8, 9; nothing was changed.');
  });

  test('when a number is taken, then the message of the api comes through, and the exit code is 1', async () => {
    const { code, stdout, stderr } = await api.run('student', 'add', '1001', 'Somebody', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'taken' } });
    expect(stderr).toContain('This number is taken');
  });

  test('when consent is granted and withdrawn, then student show tells it, and a second withdrawal is refused', async () => {
    await api.json('consent', 'grant', '1002', '--notice', '2026-01');
    const granted = await api.json<{ consent: { noticeVersion: string } }>('student', 'show', '1002');
    expect(granted.consent.noticeVersion).toBe('2026-01');
    await api.json('consent', 'withdraw', '1002');
    expect((await api.json<{ consent: unknown }>('student', 'show', '1002')).consent).toBeNull();
    expect((await api.run('consent', 'withdraw', '1002')).code).toBe(1);
  });
});

describe('imports', () => {
  const csv = async (name: string, text: string): Promise<string> => {
    await writeFile(join(api.dir, name), text);
    return name;
  };
  const student = (counts: Record<string, number>) => ({
    create: 0,
    change: 0,
    remove: 0,
    unchanged: 0,
    ...counts,
  });

  test('when rows are wrong, then every problem is told with its row and nothing is written', async () => {
    const file = await csv('bad.csv', 'nim;nama;kode mk\n2001;;IF-101\n2002;Ana;NO-1\n2003;Eka;IF-101\n');
    for (const command of [
      ['import', 'students', '--apply'],
      ['student', 'import'],
    ]) {
      const { code, stdout } = await api.run(...command, file);
      expect(code).toBe(1);
      expect(stdout).toBe(
        'bad.csv has 2 errors; nothing was changed.\n  row 2, nama: name is empty; fill it\n  row 3, course: there is no course NO-1; add it with `hadir course add`, or mend the code\n',
      );
    }
    expect((await api.json<Page<Row>>('student', 'list', '--search', '200')).items).toEqual([]);
  });

  test('when nothing says to apply it, then it tells the changes and writes nothing', async () => {
    const file = await csv(
      'new.csv',
      '\ufeffnumber;name;course\r\n3001;Ana;IF-101\r\n1001;Siti Rahmawati;\r\n',
    );
    const { code, stdout } = await api.run('import', 'students', file);
    expect(code).toBe(0);
    expect(stdout).toContain('students: 1 new, 1 changed, 0 as they were');
    expect(stdout).toContain(
      '  + student 3001: name Ana\n  ~ student 1001: name Siti Rahma → Siti Rahmawati\n',
    );
    expect(stdout).toContain('add --apply to write it');
    expect((await api.json<Page<Row>>('student', 'list', '--search', '3001')).items).toEqual([]);
  });

  test('when it is applied, then it is done, and the same file again changes nothing', async () => {
    const first = await api.json('import', 'students', 'new.csv', '--apply');
    expect(first).toMatchObject({
      status: 'applied',
      counts: { student: student({ create: 1, change: 1 }), 'roster-entry': student({ create: 1 }) },
    });
    const again = await api.json('student', 'import', 'new.csv');
    expect(again).toMatchObject({
      changes: [],
      counts: { student: student({ unchanged: 2 }), 'roster-entry': student({ unchanged: 1 }) },
    });
    expect((await api.json<Page<Row>>('student', 'list', '--course', 'IF-101')).items).toHaveLength(3);
  });

  test('when a roster is imported whole, then who is missing from it is taken off only when told', async () => {
    const file = await csv('roster.csv', 'course,number,group\nIF-101,3001,A\n');
    const kept = await api.json('import', 'rosters', file);
    expect(kept).toMatchObject({ counts: { 'roster-entry': student({ change: 1 }) } });
    const taken = await api.json('import', 'rosters', file, '--remove-missing', '--apply');
    expect(taken).toMatchObject({ counts: { 'roster-entry': student({ change: 1, remove: 2 }) } });
    expect((await api.json<Page<Row>>('student', 'list', '--course', 'IF-101')).items).toHaveLength(1);
  });

  test('when the file is not there, then the message names it', async () => {
    const { code, stderr } = await api.run('import', 'students', 'nowhere.csv');
    expect(code).toBe(1);
    expect(stderr).toBe('hadir: nowhere.csv cannot be read.\n  Check the path.\n');
  });
});

describe('devices', () => {
  test('when a device is added, rotated and revoked, then each key is shown once and the list tells the state', async () => {
    const added = await api.json<{ key: string }>(
      'device',
      'add',
      'cam-a101',
      '--name',
      'Door',
      '--room',
      'a-101',
    );
    const rotated = await api.json<{ key: string }>('device', 'rotate-key', 'cam-a101');
    expect(parseDeviceKey(added.key)).toHaveLength(32);
    expect(rotated.key).not.toBe(added.key);
    expect((await api.run('device', 'list', '--room', 'A-101')).stdout).toMatch(
      /cam-a101 +Door +A-101 +signed/,
    );
    await api.json('device', 'revoke', 'cam-a101');
    const { stdout } = await api.run('device', 'list');
    expect(stdout).toMatch(/cam-a101 .* revoked/);
    expect(stdout).not.toContain('hdk_');
    expect((await api.run('device', 'rotate-key', 'cam-a101')).code).toBe(1);
  });

  test('when an id breaks the rule, then it is refused before anything is sent', async () => {
    const { code, stderr } = await runCliProcess(['device', 'add', 'Cam_1', '--name', 'x'], {
      HADIR_API_URL: 'http://127.0.0.1:1',
      HADIR_API_KEY: 'hak_x',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('<id> use 3 to 32 of a-z, 0-9 and "-"');
  });
});

describe('keys and addresses', () => {
  test('when the key is unknown, or its role too low, then the message says which key to make', async () => {
    const unknown = await runCliProcess(['student', 'list'], {
      HADIR_API_URL: api.url,
      HADIR_API_KEY: 'hak_no',
    });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('does not accept the key of the environment');
    const viewer = { HADIR_API_URL: api.url, HADIR_API_KEY: await api.keyOf('viewer') };
    expect((await runCliProcess(['student', 'list'], viewer)).code).toBe(0);
    const refused = await runCliProcess(['student', 'add', '9', 'X'], viewer);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Use a key of a higher role');
  });

  test('when nothing answers at the address, then it names the address and npm start', async () => {
    const env = { HADIR_API_URL: 'http://127.0.0.1:1', HADIR_API_KEY: 'hak_x' };
    const { code, stderr } = await runCliProcess(['student', 'list'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^hadir: No api answers at http:\/\/127\.0\.0\.1:1 .*\n {2}.*npm start/);
  });

  test('when something else answers at the address, then that is told', async () => {
    const env = { HADIR_API_URL: `${api.url}/docs`, HADIR_API_KEY: 'hak_x' };
    expect((await runCliProcess(['student', 'list'], env)).code).toBe(1);
  });
});
