import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groupPhotoCast } from '@hadir/demo';
import { createTestDatabase, sql, type TestDatabase } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type System, startSystem } from './support/system.ts';

const HADIR = fileURLToPath(new URL('../../packages/cli/bin/hadir.mjs', import.meta.url));
const SCHEMA = `
  CREATE TABLE Students (student_id VARCHAR(20) PRIMARY KEY, name VARCHAR(255), photo VARCHAR(500));
  CREATE TABLE Courses (course_id VARCHAR(20) PRIMARY KEY, course_name VARCHAR(255));
  CREATE TABLE CourseEnrollments (student_id VARCHAR(20), course_id VARCHAR(20), semester_id INT);
  CREATE TABLE ClassSessions (session_id INT PRIMARY KEY, course_id VARCHAR(20), semester_id INT, date DATE);
  CREATE TABLE Attendances (attendance_id INT PRIMARY KEY, session_id INT, student_id VARCHAR(20), timestamp DATETIME);`;

let system: System;
let legacy: TestDatabase;
let dir: string;
let host: string;
let hasAppeared = false;
const asked = new Map<string, number>();
const files = new Map<string, Buffer>();

type Answer = (res: ServerResponse, times: number) => void;
const photo = (name: string) => files.get(name) ?? Buffer.alloc(0);
const answers: Readonly<Record<string, Answer>> = {
  '/1.jpg': (res) => res.end(photo('0')),
  '/2.jpg': (res) => res.writeHead(302, { location: '/moved/2.jpg' }).end(),
  '/moved/2.jpg': (res) => res.end(photo('1')),
  '/3.jpg': (res, times) => (times < 3 ? res.writeHead(503).end() : res.end(photo('2'))),
  '/4.jpg': (res) => (hasAppeared ? res.end(photo('3')) : res.writeHead(404).end()),
  '/5.jpg': (res) => res.writeHead(302, { location: 'http://127.0.0.2:1/5.jpg' }).end(),
  '/6.jpg': (res) => res.end('<html>log in</html>'),
  '/7.jpg': (res) => res.end(Buffer.concat([photo('0'), Buffer.alloc(9 * 1024 * 1024)])),
  '/8.jpg': (res) => res.end(photo('group')),
  '/9.jpg': (res) => void setTimeout(() => res.end(photo('4')), 1500),
};
const photos = createServer((req, res) => {
  const path = req.url ?? '';
  asked.set(path, (asked.get(path) ?? 0) + 1);
  const answer = answers[path];
  if (answer) answer(res, asked.get(path) ?? 0);
  else res.writeHead(404).end();
});

beforeAll(async () => {
  system = await startSystem();
  legacy = await createTestDatabase();
  dir = await mkdtemp(join(tmpdir(), 'hadir-legacy-'));
  await mkdir(join(dir, 'features/2024'), { recursive: true });
  for (const name of ['a.npy', '2024/b.npy', 'notes.txt']) await writeFile(join(dir, 'features', name), '');
  const cast = await groupPhotoCast();
  for (const [at, { enrolPhotos }] of cast.known.entries())
    files.set(String(at), enrolPhotos[0] ?? Buffer.alloc(0));
  const group = createRequire(import.meta.resolve('@hadir/demo')).resolve(
    '@vladmandic/face-api/demo/sample1.jpg',
  );
  files.set('group', await readFile(group));
  await new Promise<void>((resolve) => photos.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(photos.address() as AddressInfo).port}`;
  await sql(legacy.url, SCHEMA + rowsOf(host));
});
afterAll(async () => {
  photos.closeAllConnections();
  photos.close();
  await system?.stop();
  await legacy?.drop();
  await rm(dir, { recursive: true, force: true });
});

function rowsOf(at: string): string {
  const students = Array.from(
    { length: 9 },
    (_, n) => `('250${n + 1}', 'Student ${n + 1}', 'http://${at}/${n + 1}.jpg')`,
  );
  return `
  INSERT INTO Students VALUES ${students.join(', ')}, ('2510', 'No Photo', NULL), ('2511', '', NULL);
  INSERT INTO Courses VALUES ('IF101', 'Programming'), ('IF102', 'Databases');
  INSERT INTO CourseEnrollments VALUES ('2501','IF101',1), ('2502','IF101',1), ('2503','IF101',1),
    ('2501','IF102',1), ('2504','IF102',2), ('2999','IF102',2);
  INSERT INTO ClassSessions VALUES (1,'IF101',1,'2024-03-04'), (2,'IF101',1,'2024-03-11'), (3,'IF102',2,'2024-09-02'), (4,'IF102',1,'2024-03-05');
  INSERT INTO Attendances VALUES (1,1,'2501','2024-03-04 08:01:10'), (2,1,'2502','2024-03-04 08:07:00'),
    (3,1,'2501','2024-03-04 09:50:00'), (4,2,'2501','2024-03-11 10:02:00'), (5,3,'2504','2024-09-02 13:00:00'), (6,3,'2999','2024-09-02 13:00:00');`;
}

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

function run(...args: string[]): Promise<Ended> {
  const all = ['import', 'legacy', '--database', legacy.url, '--features', join(dir, 'features'), ...args];
  const env = {
    HADIR_API_URL: system.api.url,
    HADIR_API_KEY: system.adminKey,
    DATABASE_URL: system.mariaDb.url,
    CAMPUS_TIME_ZONE: 'Asia/Jakarta',
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [HADIR, ...all],
      { env, cwd: dir, timeout: 200_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

const allowed = () => ['--allow-host', host, '127.0.0.2:1', '--allow-private', '127.0.0.1'];
const count = async (table: string): Promise<number> =>
  Number(await sql(system.mariaDb.url, `SELECT COUNT(*) FROM ${table}`));
/** What the import itself writes: sessions that are over are closed by the clock meanwhile. */
const totals = async () =>
  Promise.all(
    [
      'students',
      'courses',
      'semesters',
      'roster_entries',
      'class_sessions',
      "attendance_records WHERE status_source = 'manual'",
      "attendance_changes WHERE cause = 'import'",
    ].map(count),
  );
const statesOf = ({ stdout }: Ended): Record<string, string> =>
  Object.fromEntries(
    JSON.parse(stdout).people.map(({ number, state }: Record<string, string>) => [number, state]),
  );

test('when it is a dry run, then it tells what there is and writes nothing', async () => {
  const { code, stdout } = await run('--dry-run');
  expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('10 new, 0 known') });
  expect(stdout).toContain('The 2 .npy files of SIFT features are not reused');
  expect(stdout).toContain('student 2511: name is empty');
  expect(await count('students')).toBe(0);
});

test('when no consent is stated, then all but faces comes over, and what needs consent is told', async () => {
  const ended = await run(...allowed(), '--json');
  expect(ended.stderr.split('\n').filter((line) => line.startsWith('hadir:'))).toEqual([]);
  const report = JSON.parse(ended.stdout);
  expect(report).toMatchObject({
    students: { created: 10, adopted: 0, known: 0, refused: 1 },
    courses: { created: 3, known: 0 },
    rosterPlaces: { added: 5, orphans: 1 },
    sessions: { created: 4, known: 0 },
    attendances: { created: 4, merged: 1, known: 0, orphans: 1 },
    photos: { 'needs-consent': 9, 'no-photo': 1 },
    features: { npyFiles: 2, reused: 0 },
    problems: [
      { what: 'student 2511' },
      { what: 'place of 2999 in IF102-2', problem: 'its student is not among those brought' },
      { what: 'attendance 6', problem: 'its student is not among those brought' },
    ],
  });
  expect(ended.code).toBe(1);
  expect(asked.size).toBe(0);
  expect(await count('templates')).toBe(0);
  const codes = await sql(system.mariaDb.url, 'SELECT code FROM courses ORDER BY code');
  expect(codes.split('\n')).toEqual(['IF101', 'IF102-1', 'IF102-2']);
  const seen = await sql(
    system.mariaDb.url,
    `SELECT s.number, a.status, a.status_source, a.first_seen_at, a.last_seen_at, c.starts_at, c.ends_at
     FROM attendance_records a JOIN students s ON s.id = a.student_id JOIN class_sessions c ON c.id = a.session_id
     WHERE a.status_source = 'manual' ORDER BY c.starts_at, s.number LIMIT 1`,
  );
  expect(seen.split('\t')).toEqual([
    '2501',
    'present',
    'manual',
    '2024-03-04 01:01:10.000',
    '2024-03-04 02:50:00.000',
    '2024-03-04 01:00:00.000',
    '2024-03-04 02:50:00.000',
  ]);
});

test('when the course has a rule of its own, then a session that comes takes it', async () => {
  const id = await sql(system.mariaDb.url, "SELECT id FROM courses WHERE code = 'IF101'");
  const set = await fetch(`${system.api.url}/v1/courses/${id}/rule`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${system.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ rule: { lateAfterMinutes: 7 } }),
  });
  expect(set.status).toBe(200);
  await sql(legacy.url, "INSERT INTO ClassSessions VALUES (5,'IF101',1,'2024-03-18')");
  await run(...allowed(), '--json');
  const late = await sql(
    system.mariaDb.url,
    "SELECT late_after_minutes FROM class_sessions WHERE starts_at BETWEEN '2024-03-17' AND '2024-03-19'",
  );
  expect(late).toBe('7');
});

test('when consent is stated, then photos pass the gate or each is told why not, and nothing else changes', async () => {
  const before = await totals();
  const ended = await run(...allowed(), '--consent', '2026-01', '--json');
  expect(statesOf(ended)).toEqual({
    '2501': 'enrolled',
    '2502': 'enrolled',
    '2503': 'enrolled',
    '2504': 'not-found',
    '2505': 'private-address',
    '2506': 'not-an-image',
    '2507': 'too-large',
    '2508': 'rejected several-faces',
    '2509': 'enrolled',
    '2510': 'no-photo',
  });
  expect(JSON.parse(ended.stdout)).toMatchObject({
    students: { created: 0, known: 10 },
    sessions: { created: 0, known: 5 },
    attendances: { created: 0, known: 5 },
  });
  expect((await totals()).slice(0, 5)).toEqual(before.slice(0, 5));
});

test('when it runs again, then what is enrolled is not asked for again and totals stay', async () => {
  const before = [...(await totals()), await count('photos'), await count('consents')];
  const requests = asked.get('/1.jpg');
  const ended = await run(...allowed(), '--consent', '2026-01', '--json');
  expect(statesOf(ended)).toMatchObject({
    '2501': 'enrolled',
    '2504': 'not-found',
    '2508': 'rejected several-faces',
  });
  expect(asked.get('/1.jpg')).toBe(requests);
  expect([...(await totals()), await count('photos'), await count('consents')]).toEqual(before);
});

test('when a photo appears and a consent is withdrawn, then the one is enrolled and the other is let be', async () => {
  hasAppeared = true;
  const [id] = (await sql(system.mariaDb.url, "SELECT id FROM students WHERE number = '2501'")).split('\t');
  const headers = { authorization: `Bearer ${system.adminKey}` };
  const withdrawn = await fetch(`${system.api.url}/v1/students/${id}/consent`, { method: 'DELETE', headers });
  expect(withdrawn.ok).toBe(true);
  const ended = await run(...allowed(), '--consent', '2026-01', '--json');
  expect(statesOf(ended)).toMatchObject({ '2501': 'declined', '2504': 'enrolled' });
});

test('when the database is not one of the system before, then all that it lacks is named', async () => {
  await sql(legacy.url, 'ALTER TABLE Students DROP COLUMN photo; DROP TABLE Courses;');
  const { code, stderr } = await run('--dry-run');
  expect(code).toBe(1);
  expect(stderr).toContain('it lacks Students.photo, Courses.');
  expect(stderr).toContain('docs/legacy.md');
});
