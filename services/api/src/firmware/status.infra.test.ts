import { LONGEST_PAGE } from '@hadir/db';
import { createDeviceHealth } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newReleaseKeys, publish } from '../testing/firmware.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { countVersions } from './read-status.ts';

let api: TestApi;
const keys = newReleaseKeys();
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('what devices run', () => {
  const vitals = (firmware: string | null, update: object | null = null) => ({
    vitals: {
      lastSeenMs: Date.now(),
      firmware,
      rssiDbm: null,
      heapMinBytes: null,
      droppedFrames: null,
      resetReason: null,
      clockSkewMs: null,
      update: update as never,
    },
    traffic: { taken: 1, refused: {} },
  });

  test('when devices tell what they run, then each is shown with what it is to have, and versions are counted', async () => {
    const { body: release } = await publish(api.ask, {
      version: '3.0.0',
      target: 'posix',
      keys,
      fields: { rolloutPercent: '100' },
    });
    const told = {
      'fw-old': vitals('hadir-posix/2.9.0'),
      'fw-failed': vitals('hadir-posix/2.9.0', { version: '3.0.0', failure: 'rolled-back' }),
      'fw-current': vitals('hadir-posix/3.0.0', { version: '2.9.9', failure: 'digest' }),
      'fw-newer': vitals('hadir-posix/3.1.0'),
      'fw-other': vitals('CameraWebServer'),
      'fw-silent': undefined,
      'fw-bearer': vitals('hadir-posix/2.9.0'),
      'fw-revoked': vitals('hadir-posix/2.9.0'),
    };
    const notes = new Map<string, ReturnType<typeof vitals>>();
    for (const [id, note] of Object.entries(told)) {
      await api.ask('POST', '/v1/devices', {
        json: { id, name: id, authMode: id === 'fw-bearer' ? 'bearer' : 'signed' },
      });
      if (note) notes.set(id, note);
    }
    await api.ask('POST', '/v1/devices/fw-revoked/revoke');
    await createDeviceHealth(api.redis).note(notes, Date.now());
    const { body } = await api.ask('GET', '/v1/firmware/status', { as: 'viewer' });
    const states = Object.fromEntries(
      body.items.map((one: { deviceId: string; state: string }) => [one.deviceId, one.state]),
    );
    expect(states).toEqual({
      'fw-old': 'offered',
      'fw-failed': 'failed',
      'fw-current': 'current',
      'fw-newer': 'newer',
      'fw-other': 'unmanaged',
      'fw-silent': 'unmanaged',
      'fw-bearer': 'unmanaged',
    });
    const failed = body.items.find((one: { deviceId: string }) => one.deviceId === 'fw-failed');
    expect(failed).toMatchObject({
      target: 'posix',
      version: '2.9.0',
      release: { id: release.id, version: '3.0.0', forced: false },
      failedUpdate: { version: '3.0.0', failure: 'rolled-back' },
    });
    expect((await api.ask('GET', '/v1/firmware/versions')).body).toEqual({
      versions: [
        { target: 'posix', version: '2.9.0', devices: 2, failed: 1 },
        { target: 'posix', version: '3.0.0', devices: 1, failed: 0 },
        { target: 'posix', version: '3.1.0', devices: 1, failed: 0 },
      ],
      unmanaged: 3,
      isComplete: true,
    });
  });

  test('when the status is read by pages, then every device comes once', async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const { body } = await api.ask('GET', `/v1/firmware/status?limit=3${query}`);
      ids.push(...body.items.map((one: { deviceId: string }) => one.deviceId));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toHaveLength(7);
  });

  test('when devices fill more than a page, then releases are read once to count them', async () => {
    for (let count = 0; count < LONGEST_PAGE; count += 1) {
      const keyCiphertext = Buffer.from('sealed');
      const device = { name: 'Door', roomId: null, authMode: 'signed', keyCiphertext } as const;
      await api.database.devices.create({ id: `fw-many-${count}`, ...device });
    }
    const read = vi.spyOn(api.database.firmwareReleases, 'published');
    const counts = await countVersions({
      database: api.database,
      deviceHealth: createDeviceHealth(api.redis),
    });
    expect(counts).toMatchObject({ unmanaged: 3 + LONGEST_PAGE, isComplete: true });
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();
  });
});
