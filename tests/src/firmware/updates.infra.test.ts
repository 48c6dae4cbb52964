import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type System, startSystem } from '../support/system.ts';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';
import { runHadir } from './run-hadir.ts';
import { doorScenes } from './scenes.ts';

type Status = {
  readonly deviceId: string;
  readonly version: string | null;
  readonly state: string;
  readonly failedUpdate: { readonly version: string; readonly failure: string } | null;
};

let system: System;
let camera: string;
let files: CameraFiles;
const running: PosixCamera[] = [];

beforeAll(async () => {
  const [built, scenes, started] = await Promise.all([
    buildCamera(),
    doorScenes(3),
    startSystem({ matchers: 0 }),
  ]);
  [camera, system] = [built, started];
  files = await makeCameraFiles(scenes);
  await firmware('keygen', fileOf('release'));
}, 300_000);

afterAll(async () => {
  for (const posix of running) await posix.stop();
  await system?.stop();
  await files?.remove();
});

const fileOf = (name: string): string => join(files.folder, name);

/** `hadir firmware …`, as an administrator. */
async function firmware(...args: readonly string[]): Promise<unknown> {
  const env = { HADIR_API_URL: system.api.url, HADIR_API_KEY: system.adminKey };
  const { code, stdout, stderr } = await runHadir(['firmware', ...args, '--json'], env);
  if (code !== 0) throw new Error(`hadir firmware ${args.join(' ')}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** Publishes an update for every posix camera; `rest` is what the image says of itself behind its version. */
async function publish(version: string, rest: string, ...args: readonly string[]): Promise<void> {
  await writeFile(fileOf(version), `HADIRPOSIX ${version}\n${rest}\n${'.'.repeat(70_000)}`);
  await firmware('publish', fileOf(version), '--key', fileOf('release'), '--rollout', '100', ...args);
}

type Device = { readonly id: string; readonly posix: PosixCamera };

/** A camera that runs 1.0.0 and posts a frame when it starts; then it rests, as no session is open in its room. */
async function startCamera(): Promise<Device> {
  const id = `door-${randomUUID().slice(0, 8)}`;
  const { key } = await system.client.send<{ key: string }>('POST', '/v1/devices', {
    id,
    name: id,
    roomId: null,
  });
  const named = await files.configure({ deviceId: id, key, server: system.ingest.url });
  const slots = ['--slots', fileOf(id), '--release-key', fileOf('release.pub')];
  const args = [...named, '--loop', '--firmware-version', '1.0.0', ...slots];
  const posix = startPosixCamera({ camera, args });
  running.push(posix);
  return { id, posix };
}

/** Waits until the api says this of a device. */
const statusOf = (id: string, wanted: Partial<Status>): Promise<Status> =>
  waitFor(
    `the status ${JSON.stringify(wanted)}`,
    async () => {
      const { items } = await system.client.get<{ items: readonly Status[] }>(
        '/v1/firmware/status?limit=200',
      );
      return items.find(({ deviceId, state, version }) => {
        return deviceId === id && state === wanted.state && version === (wanted.version ?? version);
      });
    },
    { timeoutMs: 20_000, everyMs: 500 },
  );

/** Five minutes pass for the camera, in which it posts a frame, until this event came. */
const passTimeUntil = ({ posix }: Device, kind: string, fields: Readonly<Record<string, unknown>>) =>
  waitFor(
    `the camera's ${kind}`,
    () => {
      const came = posix
        .of(kind)
        .find((event) => Object.entries(fields).every(([key, value]) => event[key] === value));
      if (!came) posix.signal('SIGUSR2');
      return came;
    },
    { timeoutMs: 20_000, everyMs: 1000 },
  );

test('when an update is rolled out, then the camera takes it, restarts as it, posts a frame and keeps it', async () => {
  const device = await startCamera();
  const { id, posix } = device;
  await posix.until('attempt', { status: 202 });
  await publish('1.1.0', 'works');
  await passTimeUntil(device, 'update', { version: '1.1.0', result: 'taken' });
  await posix.until('started', { version: '1.1.0', onTrial: true, why: 'update' });
  await posix.until('confirmed', { version: '1.1.0' });
  expect(await statusOf(id, { state: 'current' })).toMatchObject({ version: '1.1.0', failedUpdate: null });
  expect(posix.of('update')).toHaveLength(1);
  await firmware('withdraw', '1.1.0');
});

test('when an update cannot upload, then it is rolled back after five minutes, told, and not taken again', async () => {
  await publish('1.2.0', 'cannot-upload');
  const device = await startCamera();
  const { id, posix } = device;
  await posix.until('started', { version: '1.2.0', onTrial: true });
  await posix.until('attempt', { net: 'failed' });
  posix.signal('SIGUSR2');
  await posix.until('rolled-back', { version: '1.2.0' });
  await posix.until('started', { version: '1.0.0', why: 'roll-back' });
  const status = await statusOf(id, { state: 'failed' });
  expect(status).toMatchObject({
    version: '1.0.0',
    failedUpdate: { version: '1.2.0', failure: 'rolled-back' },
  });
  await passTimeUntil(device, 'attempt', { seq: 3, status: 202 });
  expect(posix.of('update')).toHaveLength(1);
  await firmware('withdraw', '1.2.0');
});

test('when an update was signed by another key, then the camera refuses it before it is downloaded, and tells', async () => {
  await firmware('keygen', fileOf('other'));
  await publish('1.3.0', 'works', '--key', fileOf('other'), '--new-key');
  const device = await startCamera();
  const { id, posix } = device;
  await posix.until('update', { version: '1.3.0', result: 'signature' });
  await passTimeUntil(device, 'attempt', { seq: 2, status: 202 });
  const status = await statusOf(id, { state: 'failed' });
  expect(status.failedUpdate).toEqual({ version: '1.3.0', failure: 'signature' });
  expect(posix.of('restart')).toEqual([]);
  await firmware('withdraw', '1.3.0');
});

test('when a release is older than what the camera runs, then it is taken only once it is forced', async () => {
  await publish('0.9.0', 'works', '--new-key');
  const device = await startCamera();
  const { id, posix } = device;
  await statusOf(id, { state: 'newer', version: '1.0.0' });
  await passTimeUntil(device, 'attempt', { seq: 2, status: 202 });
  expect(posix.of('update')).toEqual([]);
  await firmware('rollout', '0.9.0', '100', '--force');
  await passTimeUntil(device, 'update', { version: '0.9.0', result: 'taken' });
  await posix.until('confirmed', { version: '0.9.0' });
  await statusOf(id, { state: 'current', version: '0.9.0' });
});
