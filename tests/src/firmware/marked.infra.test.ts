import { randomUUID } from 'node:crypto';
import type { ScenePhoto } from '@hadir/camera';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Classroom, openClassroom } from '../support/classroom.ts';
import type { Door } from '../support/door.ts';
import { type System, startSystem } from '../support/system.ts';
import { buildCamera } from './build-firmware.ts';
import { type CameraFiles, makeCameraFiles, type PosixCamera, startPosixCamera } from './posix-camera.ts';

/** What LED and buzzer do, step by step. */
const MARKED = ['led buzzer', 'led', 'led buzzer', 'led', 'dark'];
const UNKNOWN = ['led buzzer', 'dark', 'led', 'dark', 'led', 'dark'];

let system: System;
let room: Classroom;
let door: Door;
let camera: string;
const cleaners: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [camera, system] = await Promise.all([buildCamera(), startSystem()]);
  room = await openClassroom(system, { people: 2 });
  door = await room.addDoor();
}, 300_000);

afterAll(async () => {
  for (const clean of cleaners.reverse()) await clean();
  await system?.stop();
});

/** A camera of its own in the classroom, which sees this person and has a buzzer. */
async function watch(photo: ScenePhoto): Promise<PosixCamera> {
  const id = `door-${randomUUID().slice(0, 8)}`;
  const device = { id, name: id, roomId: room.roomId };
  const { key } = await system.client.send<{ key: string }>('POST', '/v1/devices', device);
  await system.client.send('PATCH', `/v1/devices/${id}/settings`, { buzzer: true, gateThreshold: 0 });
  const seeds = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
  const files: CameraFiles = await makeCameraFiles(
    await Promise.all(seeds.map((seed) => door.see([photo], seed))),
  );
  const named = await files.configure({ deviceId: id, key, server: system.ingest.url });
  const posix = startPosixCamera({ camera, args: [...named, '--loop', '--stamp'] });
  cleaners.push(files.remove, posix.stop);
  return posix;
}

/** Waits until LED and buzzer did this, one after the other. */
const untilShown = (posix: PosixCamera, pattern: readonly string[]) =>
  waitFor(
    `the pattern ${pattern.join(', ')}`,
    () => {
      const shown = posix.of('signal').map(({ led, buzzer }) => {
        if (!led) return 'dark';
        return buzzer ? 'led buzzer' : 'led';
      });
      return shown.some((_, at) => pattern.every((step, after) => shown[at + after] === step));
    },
    { timeoutMs: 60_000 },
  );

test('when someone who is enrolled stands before the camera, then they are marked, and it shows so', async () => {
  const [pupil] = room.pupils;
  if (!pupil) throw new Error('nobody was enrolled');
  const posix = await watch(pupil.photo);
  await untilShown(posix, MARKED);
  expect(await room.records()).toMatchObject([{ studentId: pupil.studentId, status: 'present' }]);
});

test('when a stranger stands there, then it shows that they are unknown, and nobody else is marked', async () => {
  const [stranger] = room.strangers;
  if (!stranger) throw new Error('there is no stranger');
  const posix = await watch(stranger);
  await untilShown(posix, UNKNOWN);
  expect(await room.records()).toHaveLength(1);
});
