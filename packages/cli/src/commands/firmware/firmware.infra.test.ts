import { createPublicKey } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFingerprint, verifyRelease } from '@hadir/contracts';
import { espImage } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  for (const version of ['1.3.0', '1.4.0', '1.5.0']) {
    await writeFile(join(api.dir, `${version}.bin`), espImage({ version }));
  }
  await writeFile(join(api.dir, 's3.bin'), espImage({ version: '1.3.0', chip: 9 }));
});
afterAll(() => api.stop());

type Release = { readonly id: string; readonly target: string; readonly version: string };

test('when there is nothing yet, then lists say what to do next', async () => {
  expect((await api.run('firmware', 'list')).stdout).toContain('hadir firmware publish');
  expect((await api.run('firmware', 'status')).stdout).toContain('hadir device add');
});

test('when a key is made, then it is its owner’s alone, never written over, and only its public half is shown', async () => {
  const { code, stdout } = await api.run('firmware', 'keygen', 'release.pem');
  expect(code).toBe(0);
  expect(stdout).toContain('BEGIN PUBLIC KEY');
  expect(stdout).not.toContain('PRIVATE');
  const file = join(api.dir, 'release.pem');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const before = await readFile(file, 'utf8');
  expect(stdout).toContain(keyFingerprint(createPublicKey(before)));
  expect(await readFile(`${file}.pub`, 'utf8')).toContain('BEGIN PUBLIC KEY');
  const again = await api.run('firmware', 'keygen', 'release.pem');
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('there already') });
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('when the public half cannot be written, then no private key is left behind', async () => {
  const pub = join(api.dir, 'half.pem.pub');
  await writeFile(pub, 'of another key');
  const refused = await api.run('firmware', 'keygen', 'half.pem');
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('half.pem.pub is there already'),
  });
  await expect(stat(join(api.dir, 'half.pem'))).rejects.toThrow('ENOENT');
  expect(await readFile(pub, 'utf8')).toBe('of another key');
  await rm(pub);
  expect((await api.run('firmware', 'keygen', 'half.pem')).code).toBe(0);
});

test('when a release is published, then it is signed by that key and nobody is offered it', async () => {
  const { code, stdout, stderr } = await api.run('firmware', 'publish', '1.3.0.bin', '--key', 'release.pem');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Published esp32 1.3.0 (2048 bytes). No camera is offered it yet.');
  const [release] = await api.database.firmwareReleases.published();
  if (!release) throw new Error('nothing is published');
  const key = createPublicKey(await readFile(join(api.dir, 'release.pem.pub'), 'utf8'));
  expect(verifyRelease(key, release, release.signature)).toBe(true);
  expect(await api.database.firmwareReleases.image(release.id)).toEqual(espImage({ version: '1.3.0' }));
});

test('when what is typed agrees with the image, then it is published as asked', async () => {
  const release = await api.json<Release>(
    ...['firmware', 'publish', 's3.bin', '--key', 'release.pem', '--target', 'esp32s3'],
    ...['--version', '1.3.0', '--rollout', '25', '--notes', 'For the new boards.', '--force'],
  );
  expect(release).toMatchObject({
    target: 'esp32s3',
    version: '1.3.0',
    rolloutPercent: 25,
    forced: true,
    notes: 'For the new boards.',
  });
});

test('when what is typed does not agree, the key is none or it is published already, then it is said', async () => {
  const publish = (...args: string[]) => api.run('firmware', 'publish', ...args);
  const other = await publish('1.4.0.bin', '--key', 'release.pem', '--version', '1.5.0');
  expect(other).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('its version is 1.4.0, not 1.5.0'),
  });
  const target = await publish('1.4.0.bin', '--key', 'release.pem', '--target', 'posix');
  expect(target).toMatchObject({ code: 1, stderr: expect.stringContaining('its target is esp32') });
  const noKey = await publish('1.4.0.bin', '--key', 'release.pem.pub');
  expect(noKey).toMatchObject({ code: 1, stderr: expect.stringContaining('not a private key') });
  const taken = await publish('1.3.0.bin', '--key', 'release.pem');
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('version is taken') });
  await api.run('firmware', 'keygen', 'other.pem');
  const otherKey = await publish('1.4.0.bin', '--key', 'other.pem');
  expect(otherKey).toMatchObject({ code: 1, stderr: expect.stringContaining('another key') });
});

test('when a release is rolled out by its version or id, then it says who is offered it', async () => {
  const ambiguous = await api.run('firmware', 'rollout', '1.3.0', '10');
  expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('--target') });
  const some = await api.run('firmware', 'rollout', '1.3.0', '10', '--target', 'esp32');
  expect(some.stdout).toContain('esp32 1.3.0: 10 % of the esp32 cameras are offered it, as far');
  const { id } = await api.json<Release>('firmware', 'publish', '1.4.0.bin', '--key', 'release.pem');
  expect(await api.json('firmware', 'rollout', id, '100', '--force')).toMatchObject({
    rolloutPercent: 100,
    forced: true,
  });
  expect(await api.json('firmware', 'rollout', '1.4.0', '50', '--unforce')).toMatchObject({ forced: false });
  expect((await api.run('firmware', 'rollout', '1.4.0', '101')).code).toBe(2);
  expect((await api.run('firmware', 'rollout', '1.4.0', '1', '--force', '--unforce')).code).toBe(2);
  const none = await api.run('firmware', 'rollout', '9.9.9', '10');
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('hadir firmware list') });
});

test('when cameras are there, then the status counts and lists them', async () => {
  await api.json('device', 'add', 'cam-fw', '--name', 'Door');
  const { stdout } = await api.run('firmware', 'status');
  expect(stdout).toContain('other: 1');
  expect(stdout).toMatch(/cam-fw.+unmanaged/);
  expect(await api.json('firmware', 'status')).toMatchObject({
    items: [{ deviceId: 'cam-fw', state: 'unmanaged', release: null }],
    counts: { versions: [], unmanaged: 1 },
  });
});

test('when a release is withdrawn, then the list says so and it is rolled out no more', async () => {
  const { stdout } = await api.run('firmware', 'withdraw', '1.4.0');
  expect(stdout).toBe('Withdrew esp32 1.4.0.\n');
  const list = await api.run('firmware', 'list', '--target', 'esp32');
  expect(list.stdout).toMatch(/1\.4\.0 +esp32 +withdrawn/);
  const late = await api.run('firmware', 'rollout', '1.4.0', '10');
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('withdrawn') });
});
