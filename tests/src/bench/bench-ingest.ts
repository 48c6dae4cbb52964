import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { freePort, startMariaDb, startRedis, startService } from '@hadir/local-stack';
import { createSecretBox, generateSecretKey } from '@hadir/platform';
import { runLoad } from './http-load.ts';
import { frameRequests } from './ingest-requests.ts';
import { processCpuMicros } from './process-cpu.ts';
import { syntheticJpeg } from './synthetic-jpeg.ts';

type Figures = { readonly framesPerSecond: number; readonly cpuMicrosPerFrame: number };

export type IngestBench = {
  readonly frameBytes: number;
  readonly frames: number;
  readonly bare: Figures;
  readonly raw: Figures;
  readonly multipart: Figures;
  /** CPU of the bare server ÷ CPU of ingest, for the same frames in the same run: 1 would be as cheap. */
  readonly rawToBareCpu: number;
  readonly multipartToBareCpu: number;
};

const FRAME_BYTES = 20 * 1024;
const CONNECTIONS = 16;
const DEVICES = 20;
const TIMEOUT_MS = 60_000;
const root = fileURLToPath(new URL('../../..', import.meta.url));

type Target = { readonly pid: number; readonly port: number };

/** What a frame costs ingest's process, against node:http that reads the same requests and throws the bodies away. */
export async function benchIngest(dir: string, frames: number): Promise<IngestBench> {
  const jpeg = syntheticJpeg(FRAME_BYTES);
  const { target, devices, stop } = await startIngest(dir);
  const bareServer = await startBareServer();
  try {
    const measure = (at: Target, form: 'raw' | 'multipart') =>
      measureTarget(at, () => frameRequests({ devices, jpeg, count: frames, form }));
    // Once before measuring, for the compiler.
    for (const at of [bareServer.target, target]) await measure(at, 'raw');
    const bare = await measure(bareServer.target, 'raw');
    const raw = await measure(target, 'raw');
    const multipart = await measure(target, 'multipart');
    return {
      frameBytes: FRAME_BYTES,
      frames,
      bare,
      raw,
      multipart,
      rawToBareCpu: bare.cpuMicrosPerFrame / raw.cpuMicrosPerFrame,
      multipartToBareCpu: bare.cpuMicrosPerFrame / multipart.cpuMicrosPerFrame,
    };
  } finally {
    bareServer.process.kill();
    await stop();
  }
}

async function measureTarget({ pid, port }: Target, makeRequests: () => Buffer[]): Promise<Figures> {
  const requests = makeRequests();
  const before = processCpuMicros(pid);
  const { seconds, statuses } = await runLoad({
    port,
    requests,
    connections: CONNECTIONS,
    timeoutMs: TIMEOUT_MS,
  });
  const cpuMicros = processCpuMicros(pid) - before;
  if (statuses['202'] !== requests.length)
    throw new Error(`not all frames were taken: ${JSON.stringify(statuses)}`);
  return { framesPerSecond: requests.length / seconds, cpuMicrosPerFrame: cpuMicros / requests.length };
}

async function startBareServer(): Promise<{ process: ChildProcess; target: Target }> {
  const server = spawn(process.execPath, [fileURLToPath(new URL('./bare-server.js', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  return { process: server, target: { pid: server.pid ?? 0, port: Number(port.toString()) } };
}

async function startIngest(dir: string) {
  const [redis, mariaDb] = await Promise.all([
    startRedis({ dir: join(dir, 'redis'), maxMemoryMb: 4096 }),
    startMariaDb({ dir: join(dir, 'mariadb'), durable: false }),
  ]);
  await migrate(mariaDb.url);
  const secret = generateSecretKey('bench');
  const devices = await addDevices(mariaDb.url, secret);
  const ingest = await startService({
    name: 'ingest',
    entry: join(root, 'services/ingest/dist/main.js'),
    port: await freePort(),
    logFile: join(dir, 'ingest.log'),
    env: {
      REDIS_URL: redis.url,
      DATABASE_URL: mariaDb.url,
      DEVICE_KEY_SECRET: secret,
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      INGEST_RATE_PER_SECOND: '1000',
      INGEST_RATE_BURST: '10000',
      INGEST_MAX_BACKLOG_FRAMES: '1000000',
      INGEST_MAX_BACKLOG_BYTES: String(8e9),
    },
  });
  const stop = async (): Promise<void> => {
    await ingest.stop();
    await Promise.all([redis.stop(), mariaDb.stop()]);
  };
  return { target: { pid: ingest.pid, port: ingest.port }, devices, stop };
}

async function addDevices(databaseUrl: string, secret: string) {
  const box = createSecretBox(secret);
  const database: Database = await openDatabase({ url: databaseUrl, poolSize: 2 });
  const devices = Array.from({ length: DEVICES }, (_, n) => ({ id: `bench-${n}`, key: randomBytes(32) }));
  for (const { id, key } of devices) {
    await database.devices.create({ id, name: id, keyCiphertext: box.seal(key, `device:${id}`) });
  }
  await database.close();
  return devices;
}
