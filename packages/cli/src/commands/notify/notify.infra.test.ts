import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
const server = createServer((_req, res) => res.writeHead(204).end());
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = await startTestApi();
});
afterAll(async () => {
  await api.stop();
  server.close();
});

test('when there is nothing yet, then each list says what to do next', async () => {
  expect((await api.run('notify', 'channel', 'list')).stdout).toContain('hadir notify channel add');
  expect((await api.run('notify', 'list')).stdout).toContain('hadir notify subscribe');
  expect((await api.run('notify', 'failed')).stdout).toContain('No message was given up.');
});

test('when a channel is added and subscribed, then the lists show it, and no secret but a webhook’s, once', async () => {
  const file = join(api.dir, 'address');
  await writeFile(file, `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden\n`);
  const added = await api.run(
    'notify',
    'channel',
    'add',
    'SIS',
    '--webhook',
    '--secret-file',
    file,
    '--quiet',
    '22:00-06:00',
  );
  expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('whsec_') });
  const listed = await api.run('notify', 'channel', 'list', '--json');
  expect(listed.stdout).toContain('"from": "22:00"');
  expect(listed.stdout).not.toMatch(/hidden|whsec_/);
  await api.json('course', 'add', 'IF-101', 'Programming');
  await api.json('notify', 'subscribe', 'sis', 'late', '--course', 'IF-101');
  await api.json('notify', 'subscribe', 'SIS', 'device-offline');
  expect((await api.run('notify', 'subscribe', 'SIS', 'device-offline')).code).toBe(1);
  const { items } = await api.json<{ items: unknown[] }>('notify', 'list', '--channel', 'SIS');
  expect(items).toMatchObject([{ event: 'late' }, { event: 'device-offline', courseId: null }]);
  expect((await api.run('notify', 'unsubscribe', 'SIS', 'device-offline')).code).toBe(0);
  expect((await api.run('notify', 'unsubscribe', 'SIS', 'device-offline')).code).toBe(1);
});

test('when a channel leads to this machine, then the test message is refused, and the exit code says so', async () => {
  const { code, stdout } = await api.run('notify', 'test', 'SIS');
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'SIS did not take it: refused-target.\n' });
  expect((await api.run('notify', 'test', 'nobody')).stderr).toContain('hadir notify channel list');
});

test('when a channel is removed, then its subscriptions are too', async () => {
  expect((await api.run('notify', 'channel', 'remove', 'SIS')).code).toBe(0);
  expect(await api.json('notify', 'list')).toMatchObject({ items: [] });
});

test('when the command line is wrong, then it says what to do', async () => {
  const wrong = [
    ['channel', 'add', 'X'],
    ['channel', 'add', 'X', '--webhook'],
    ['channel', 'add', 'X', '--webhook', '--email', 'a@b.id'],
    ['subscribe', 'X', 'laughing'],
  ];
  for (const args of wrong) expect((await api.run('notify', ...args)).code).toBe(2);
});
