import { livenessBurst } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { createBursts } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeJpeg } from './testing/jpeg.ts';
import { sendFrame } from './testing/send-frame.ts';
import { startTestIngest, type TestIngest } from './testing/test-ingest.ts';

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest({ INGEST_RATE_PER_SECOND: '1000' });
});
afterAll(() => ingest.stop());

test('when a burst is asked of a device, then one answer has it, and asking again at once is not heard', async () => {
  const device = await ingest.addDevice();
  const bursts = createBursts(ingest.redis);
  expect(await bursts.request(device.id)).toBe(true);
  expect(await bursts.request(device.id)).toBe(false);
  const answers: unknown[] = [];
  await waitFor('an answer that asks for the burst', async () => {
    answers.push((await sendFrame(ingest.url, device, makeJpeg())).frame?.burst);
    return answers.at(-1) !== undefined;
  });
  expect(answers.at(-1)).toEqual(livenessBurst);
  expect((await sendFrame(ingest.url, device, makeJpeg())).frame?.burst).toBeUndefined();
});
