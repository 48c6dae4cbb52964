import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

type Added = {
  readonly user: { readonly id: string; readonly role: string };
  readonly invitation: { readonly token: string };
};
const BIN = join(fileURLToPath(new URL('../../..', import.meta.url)), 'bin/hadir.mjs');
const PASSWORD = 'the lake is calm in june';
const email = 'dewi@campus.example';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const add = (address: string, role = 'staff') =>
  api.json<Added>('user', 'add', address, '--name', 'Dewi Lestari', '--role', role);

/** `hadir user set-password`, with the password on its standard input. */
function setPassword(
  token: string,
  password: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { HADIR_API_URL: api.url, HADIR_API_KEY: 'hak_none' };
  const child = spawn(process.execPath, [BIN, 'user', 'set-password', token], { cwd: api.dir, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdin.end(`${password}\n`);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const signIn = (address: string, password: string) =>
  fetch(`${api.url}/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: address, password }),
  });

test('when a user is added, then the link sets a password from standard input, and the user signs in', async () => {
  const { code, stdout } = await api.run(
    'user',
    'add',
    email,
    '--name',
    'Dewi Lestari',
    '--role',
    'lecturer',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Added Dewi Lestari \(dewi@campus\.example\) as lecturer\.\nHand it to the user yourself\./,
  );
  const token = /hit_[\w-]{43}/.exec(stdout)?.[0] ?? '';
  const weak = await setPassword(token, 'short');
  expect(weak).toMatchObject({ code: 1, stdout: '' });
  expect(weak.stderr).toContain('12 characters');
  expect(await setPassword(token, PASSWORD)).toMatchObject({
    code: 0,
    stdout: 'The password is set. Sign in with it.\n',
  });
  expect((await signIn(email, PASSWORD)).status).toBe(200);
  const list = await api.run('user', 'list');
  expect(list.stdout).toMatch(
    /dewi@campus\.example +Dewi Lestari +lecturer +password +\w{3} \d+ \w{3}.* +active/,
  );
  expect((await api.json<{ items: [] }>('user', 'sessions', email)).items).toHaveLength(1);
  expect((await api.run('user', 'sessions', email, '--revoke')).stdout).toBe('Ended 1 session.\n');
  expect((await api.run('user', 'sessions', email)).stdout).toContain('signed in nowhere');
});

test('when a user is changed, disabled, let in again and removed, then each is said', async () => {
  await add('budi@campus.example');
  const run = async (...args: string[]) => (await api.run('user', ...args)).stdout.trim();
  expect(await run('change', 'BUDI@campus.example', '--role', 'viewer')).toBe(
    'Dewi Lestari (budi@campus.example) is viewer.',
  );
  expect(await run('disable', 'budi@campus.example')).toBe('budi@campus.example is disabled.');
  expect(await run('disable', 'budi@campus.example', '--undo')).toBe(
    'budi@campus.example may sign in again.',
  );
  expect(await run('reset-password', 'budi@campus.example')).toMatch(/^The old password is of no use.*hit_/s);
  expect(await run('invite', 'budi@campus.example')).toMatch(/hit_/);
  expect(await run('totp-reset', 'budi@campus.example')).toContain('the password alone');
  expect(await run('unlink', 'budi@campus.example')).toContain('linked again at the next sign-in');
  expect(await run('remove', 'budi@campus.example')).toBe('Removed budi@campus.example.');
  const gone = await api.run('user', 'remove', 'budi@campus.example');
  expect(gone).toMatchObject({ code: 1 });
  expect(gone.stderr).toContain('hadir user list');
});

test('when the last administrator would go, then it is refused in words', async () => {
  await add('first@campus.example', 'admin');
  const refused = await api.run('user', 'disable', 'first@campus.example');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('an active administrator remains');
  expect((await api.run('user', 'change', 'first@campus.example')).code).toBe(2);
});

test('when a key is made for a lecturer, with scopes and an end, then it is that and no more', async () => {
  const { user } = await add('rahma@campus.example', 'lecturer');
  const env = { DATABASE_URL: api.databaseUrl };
  const create = (...args: string[]) =>
    runCliProcess(['key', 'create', '--name', 'script', '--json', ...args], env);
  const made = await create(
    '--role',
    'lecturer',
    '--user',
    'rahma@campus.example',
    '--scope',
    'courses:read',
    '--days',
    '30',
  );
  const { key, expiresAt } = JSON.parse(made.stdout);
  expect(Date.parse(expiresAt) / 86_400_000).toBeCloseTo(Date.now() / 86_400_000 + 30, 2);
  const get = (path: string) => fetch(api.url + path, { headers: { authorization: `Bearer ${key}` } });
  expect((await get('/v1/courses')).status).toBe(200);
  expect((await get('/v1/sessions')).status).toBe(403);
  expect(user.role).toBe('lecturer');
  expect((await create('--role', 'lecturer')).code).toBe(2);
  expect((await create('--role', 'admin', '--user', 'rahma@campus.example')).code).toBe(2);
  expect((await create('--role', 'viewer', '--scope', 'everything')).code).toBe(2);
  expect((await create('--role', 'device', '--device', 'nowhere')).code).toBe(1);
  const listed = await runCliProcess(['key', 'list'], env);
  expect(listed.stdout).toContain('courses:read');
});
