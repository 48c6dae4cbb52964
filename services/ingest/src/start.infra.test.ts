import { Writable } from 'node:stream';
import { openDatabase } from '@hadir/db';
import { freePort } from '@hadir/local-stack';
import { type Closable, closeRedis, createLog, createRedis, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { readEnv } from './env.ts';
import { startIngest } from './start.ts';

test('when ingest was started without Redis and database, then it stops within two seconds', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const log = createLog({ service: 'test', level: 'error', stream });
  const env = readEnv({
    REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
    DATABASE_URL: `mysql://nobody:nothing@127.0.0.1:${await freePort()}/none`,
    DEVICE_KEY_SECRET: generateSecretKey('test'),
    HOST: '127.0.0.1',
    PORT: '0',
  });
  const redis = createRedis(env.REDIS_URL, { role: 'producer', log });
  const database = await openDatabase({ url: env.DATABASE_URL, log });
  const closables: Closable[] = [{ close: () => closeRedis(redis) }, database];
  const add = <T extends Closable>(_name: string, closable: T): T => {
    closables.push(closable);
    return closable;
  };
  await startIngest({ env, database, redis, log }, { add });
  const stoppedAt = performance.now();
  for (const closable of closables.toReversed()) await closable.close();
  expect(performance.now() - stoppedAt).toBeLessThan(2000);
}, 20_000);
