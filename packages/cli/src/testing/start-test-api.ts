import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { freePort, startService } from '@hadir/local-stack';
import { createTestDatabase, testRedisUrl } from '@hadir/local-stack/testing';
import { generateSecretKey } from '@hadir/platform';
import { generateApiKey, hashApiKey } from '../api-key.ts';
import { type Ended, type Running, startCli } from './spawn-cli.ts';

export type TestApi = {
  readonly url: string;
  readonly database: Database;
  readonly databaseUrl: string;
  /** A folder of this test's own; commands run in it. */
  readonly dir: string;
  /** Starts `hadir` as an administrator. */
  start(...args: string[]): Running;
  run(...args: string[]): Promise<Ended>;
  /** The document that a command prints with `--json`. */
  json<Document>(...args: string[]): Promise<Document>;
  keyOf(role: 'admin' | 'staff' | 'viewer'): Promise<string>;
  stop(): Promise<void>;
};

const ENTRY = fileURLToPath(new URL('../../../../services/api/dist/main.js', import.meta.url));

/** The real api as a process of its own, on an empty database of its own. */
export async function startTestApi(): Promise<TestApi> {
  const dir = await mkdtemp(join(tmpdir(), 'hadir-cli-api-'));
  const schema = await createTestDatabase();
  await migrate(schema.url);
  const service = await startService({
    name: 'api',
    entry: ENTRY,
    port: await freePort(),
    logFile: join(dir, 'api.log'),
    env: {
      REDIS_URL: testRedisUrl(),
      DATABASE_URL: schema.url,
      OBJECT_STORE_URL: pathToFileURL(join(dir, 'objects')).href,
      DEVICE_KEY_SECRET: generateSecretKey('d1'),
      API_SECRET: generateSecretKey('a1'),
      CAMPUS_TIME_ZONE: 'Asia/Jakarta',
      // Tests share a Redis: by the clock this process would do another's work.
      SCHEDULED_WORK: 'off',
    },
  });
  const database = await openDatabase({ url: schema.url, poolSize: 2 });
  const keyOf = async (role: 'admin' | 'staff' | 'viewer'): Promise<string> => {
    const key = generateApiKey();
    await database.apiKeys.create({ name: role, role, hash: hashApiKey(key) });
    return key;
  };
  const env = { HADIR_API_URL: service.url, HADIR_API_KEY: await keyOf('admin') };
  const start = (...args: string[]): Running => startCli(args, env, dir);
  const run = (...args: string[]): Promise<Ended> => start(...args).ended;
  return {
    url: service.url,
    database,
    databaseUrl: schema.url,
    dir,
    start,
    run,
    keyOf,
    async json(...args) {
      const { code, stdout, stderr } = await run(...args, '--json');
      if (code !== 0) throw new Error(`hadir ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
      return JSON.parse(stdout);
    },
    async stop() {
      await database.close();
      await service.stop();
      await schema.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
