import { rolloutBucket, verifyRelease } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { publishRelease, releaseKeys, withdrawAll } from '../testing/firmware.ts';
import { makeJpeg } from '../testing/jpeg.ts';
import { freshFields, headersOf, send } from '../testing/send-frame.ts';
import { type AddedDevice, startTestIngest, type TestIngest } from '../testing/test-ingest.ts';

let ingest: TestIngest;
let device: AddedDevice;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000', INGEST_RATE_BURST: '1000' });
});
afterAll(() => ingest.stop());
beforeEach(async () => {
  await withdrawAll(ingest);
  device = await ingest.addDevice();
});

/** What the answer to a frame offers to a device that runs `firmware`. */
async function offered(firmware: string, { url = ingest.url, to = device } = {}) {
  const body = makeJpeg();
  const headers = { ...headersOf(to, freshFields(to, body)), 'x-firmware': firmware };
  const { status, frame } = await send(url, headers, body);
  expect(status).toBe(202);
  return frame?.firmware;
}

const offeredVersion = (version: string) =>
  waitFor(`the offer of ${version}`, async () => {
    const offer = await offered('hadir-esp32/0.9.0');
    return offer?.version === version ? offer : undefined;
  });

test('when a release covers a device that runs an older version, then its next answers offer it', async () => {
  const release = await publishRelease(ingest, { version: '1.0.0' });
  const offer = await offeredVersion('1.0.0');
  const { size, sha256 } = release;
  expect(offer).toMatchObject({ version: '1.0.0', size, sha256, forced: false });
  const signature = Buffer.from(offer.signature, 'hex');
  expect(
    verifyRelease(releaseKeys.publicKey, { target: 'esp32', version: '1.0.0', size, sha256 }, signature),
  ).toBe(true);
});

test('when a device runs that or a newer version, is of another kind or says nothing of use, then nothing is offered', async () => {
  await publishRelease(ingest, { version: '1.1.0' });
  await offeredVersion('1.1.0');
  for (const firmware of [
    'hadir-esp32/1.1.0',
    'hadir-esp32/1.2.0',
    'hadir-esp32s3/0.1.0',
    'hadir-posix/0.1.0',
    'esp32cam 1.0',
    'hadir-esp32/one',
  ]) {
    expect(await offered(firmware)).toBeUndefined();
  }
});

test('when an older release is forced, then a device with a newer version is offered it', async () => {
  await publishRelease(ingest, { version: '1.3.0' });
  await publishRelease(ingest, { version: '1.2.0', forced: true });
  const offer = await waitFor('the forced offer', () => offered('hadir-esp32/1.3.0'));
  expect(offer).toMatchObject({ version: '1.2.0', forced: true });
  expect(await offered('hadir-esp32/1.2.0')).toBeUndefined();
});

/** All that was published before is known once this is offered: it is of another kind. */
async function seeNews(version: string): Promise<void> {
  await publishRelease(ingest, { version, target: 'posix' });
  await waitFor(`the news of ${version}`, async () => {
    return (await offered('hadir-posix/0.0.0'))?.version === version;
  });
}

test('when a roll-out grows from none to all, then devices are offered it from then on', async () => {
  const release = await publishRelease(ingest, { version: '1.4.0', rolloutPercent: 0 });
  await seeNews('0.0.1');
  expect(await offered('hadir-esp32/1.0.0')).toBeUndefined();
  await ingest.database.firmwareReleases.update(release.id, { rolloutPercent: 100 });
  await seeNews('0.0.2');
  expect((await offered('hadir-esp32/1.0.0'))?.sha256).toBe(release.sha256);
});

test('when a roll-out grows step by step, then those devices are offered it that its percentage covers, and none is left out', async () => {
  const devices = await Promise.all(Array.from({ length: 20 }, () => ingest.addDevice()));
  const release = await publishRelease(ingest, { version: '1.4.1', rolloutPercent: 0 });
  const covered = (percent: number) =>
    devices.filter(({ id }) => rolloutBucket(release.id, id) < percent).map(({ id }) => id);
  for (const [step, percent] of [0, 30, 60, 100].entries()) {
    await ingest.database.firmwareReleases.update(release.id, { rolloutPercent: percent });
    await seeNews(`0.1.${step}`);
    const offers = await Promise.all(devices.map((to) => offered('hadir-esp32/1.0.0', { to })));
    const told = devices.filter((_device, at) => offers[at]?.sha256 === release.sha256).map(({ id }) => id);
    expect(told).toEqual(covered(percent));
  }
});

test('when a release is withdrawn and the news is told, then neither of two processes offers it any more', async () => {
  const another = await ingest.startAnother();
  const url = ingest.url.replace(String(ingest.port), String(another.port));
  await publishRelease(ingest, { version: '1.5.0' });
  await offeredVersion('1.5.0');
  await waitFor('the offer of the other process', () => offered('hadir-esp32/1.0.0', { url }));
  await withdrawAll(ingest);
  for (const from of [url, ingest.url]) {
    await waitFor('the end of the offer', async () => {
      return (await offered('hadir-esp32/1.0.0', { url: from })) === undefined;
    });
  }
  await another.close();
});

test('when a device is a bearer device, then it is offered nothing, even when it signs', async () => {
  await publishRelease(ingest, { version: '1.6.0' });
  await offeredVersion('1.6.0');
  const bearer = await ingest.addDevice({ authMode: 'bearer' });
  expect(await offered('hadir-esp32/1.0.0', { to: bearer })).toBeUndefined();
});

test('when the database is away as a release changes, then frames are taken, without an offer', async () => {
  await publishRelease(ingest, { version: '1.7.0' });
  await offeredVersion('1.7.0');
  await ingest.databaseWire.cut();
  try {
    await publishRelease(ingest, { version: '1.8.0' });
    await waitFor('the end of the offer', async () => {
      return (await offered('hadir-esp32/1.0.0')) === undefined;
    });
  } finally {
    await ingest.databaseWire.mend();
  }
  await publishRelease(ingest, { version: '1.9.0' });
  expect((await offeredVersion('1.9.0')).version).toBe('1.9.0');
});
