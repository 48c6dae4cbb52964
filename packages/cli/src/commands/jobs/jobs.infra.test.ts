import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { jobs, sha256Hex, signedFrameId } from '@hadir/contracts';
import { type RedisServer, startRedis } from '@hadir/local-stack';
import { waitFor } from '@hadir/local-stack/testing';
import {
  AppError,
  closeRedis,
  createFrameStore,
  createLog,
  createQueue,
  createRedis,
  createWorker,
  redisReady,
} from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

const log = createLog({ service: 'test', stream: new PassThrough().resume() });
let dir: string;
let server: RedisServer;
let env: { REDIS_URL: string };

const [KEPT, ALSO_KEPT, EXPIRED] = [1, 2, 3].map((seq) =>
  signedFrameId('cam-a101', '0000000000000001', seq),
) as [string, string, string];

/** Jobs of both queues that a worker gave up at once. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-cli-jobs-'));
  server = await startRedis({ dir });
  env = { REDIS_URL: server.url };
  await giveUp(jobs.identifyFrame, [KEPT, ALSO_KEPT, EXPIRED].map(frame));
  await keepBytes([KEPT, ALSO_KEPT]);
  const enrolmentId = '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10';
  await giveUp(jobs.enrolPerson, [{ id: enrolmentId, payload: { enrolmentId } }]);
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

test('when jobs failed, then they are listed oldest first over both queues, and pages join up', async () => {
  const all = JSON.parse((await runCliProcess(['jobs', 'failed', '--json'], env)).stdout);
  expect(all.items).toHaveLength(4);
  expect(all.nextCursor).toBeNull();
  expect(new Set(all.items.map(({ queue }: { queue: string }) => queue))).toEqual(
    new Set(['identify-frame', 'enrol-person']),
  );
  const paged: unknown[] = [];
  let cursor: string | null = null;
  do {
    const more: string[] = cursor === null ? [] : ['--cursor', cursor];
    const { stdout } = await runCliProcess(['jobs', 'failed', '--limit', '1', '--json', ...more], env);
    const page = JSON.parse(stdout);
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && paged.length < 10);
  expect(paged).toEqual(all.items);
});

test('when a job is shown, then its reason and payload are; one that is not there is an error with the next step', async () => {
  const shown = await runCliProcess(['jobs', 'show', KEPT], env);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/Reason +.*cannot be read/);
  expect(shown.stdout).toContain('"deviceId": "cam-a101"');
  const missing = await runCliProcess(['jobs', 'show', 'cam-a101-0000000000000001-9'], env);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('hadir jobs failed');
});

test('when jobs are retried, then those go that can, and the others are told and can be removed', async () => {
  const one = await runCliProcess(['jobs', 'retry', KEPT, '--json'], env);
  expect(JSON.parse(one.stdout)).toEqual({ retried: 1, left: 0 });
  const expired = await runCliProcess(['jobs', 'retry', EXPIRED], env);
  expect(expired.code, expired.stdout + expired.stderr).toBe(1);
  expect(expired.stderr).toContain(`hadir jobs remove ${EXPIRED}`);
  const rest = await runCliProcess(['jobs', 'retry', '--all', '--json'], env);
  expect(JSON.parse(rest.stdout)).toEqual({ retried: 2, left: 1 });
  expect((await runCliProcess(['jobs', 'remove', EXPIRED], env)).code).toBe(0);
  expect((await runCliProcess(['jobs', 'failed'], env)).stdout).toBe('No job has failed.\n');
  expect((await runCliProcess(['jobs', 'retry', '--all'], env)).stdout).toBe('No job has failed.\n');
});

test.each([
  ['neither an id nor --all', ['jobs', 'retry']],
  ['both an id and --all', ['jobs', 'retry', 'x', '--all']],
  ['a queue that is none', ['jobs', 'failed', '--queue', 'mail']],
  ['a limit out of range', ['jobs', 'failed', '--limit', '201']],
  ['a cursor of another list', ['jobs', 'failed', '--cursor', 'xyz']],
])('when given %s, then the exit code is 2', async (_, args) => {
  const { code, stdout, stderr } = await runCliProcess(args, env);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^hadir: .+\n {2}.+\n$/);
});

function frame(frameId: string) {
  const at = '2026-11-22T06:00:00.000Z';
  const payload = {
    frameId,
    deviceId: 'cam-a101',
    roomId: null,
    capturedAt: at,
    receivedAt: at,
    bytes: 20_000,
  };
  return { id: frameId, payload };
}

async function keepBytes(frameIds: readonly string[]): Promise<void> {
  const redis = createRedis(server.url, { role: 'producer', log });
  await redisReady(redis);
  const frames = createFrameStore(redis);
  const bytes = Buffer.from('a frame');
  for (const frameId of frameIds) await frames.put(frameId, bytes, sha256Hex(bytes));
  await closeRedis(redis);
}

async function giveUp<Job extends (typeof jobs)[keyof typeof jobs]>(
  job: Job,
  given: readonly {
    readonly id: string;
    readonly payload: Parameters<ReturnType<typeof createQueue<Job>>['add']>[0];
  }[],
): Promise<void> {
  const producer = createRedis(server.url, { role: 'producer', log });
  const consumer = createRedis(server.url, { role: 'worker', log });
  await Promise.all([redisReady(producer), redisReady(consumer)]);
  const queue = createQueue(job, producer);
  const fail = async (): Promise<void> => {
    throw new AppError('unprocessable', 'the image cannot be read');
  };
  const worker = createWorker(job, consumer, fail, { concurrency: 1, log });
  worker.run();
  for (const { id, payload } of given) await queue.add(payload, id);
  await waitFor('the jobs to fail', async () => (await queue.counts()).failed === given.length);
  await worker.close(2000);
  await queue.close();
  await Promise.all([closeRedis(producer), closeRedis(consumer)]);
}
