import { EnvError, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

const good = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  DATABASE_URL: 'mysql://hadir:pw@127.0.0.1:3306/hadir',
  DEVICE_KEY_SECRET: generateSecretKey('one'),
};

test('when only what must be set is set, then the rest has its defaults', () => {
  expect(readEnv(good)).toMatchObject({
    PORT: 3001,
    HOST: '::',
    LOG_LEVEL: 'info',
    SHUTDOWN_TIMEOUT_MS: 25_000,
    INGEST_RATE_PER_SECOND: 10,
    CAMPUS_TIME_ZONE: 'Asia/Jakarta',
    INGEST_MAX_BACKLOG_FRAMES: 10_000,
  });
});

test('when several variables are wrong, then all are named and no value is shown', () => {
  const bad = {
    DATABASE_URL: 'postgres://secret-host/x',
    DEVICE_KEY_SECRET: 'one:c2VjcmV0',
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    CAMPUS_TIME_ZONE: 'Mars/Olympus',
  };
  let message = '';
  try {
    readEnv(bad);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    message = (error as Error).message;
  }
  for (const name of [
    'REDIS_URL',
    'DATABASE_URL',
    'DEVICE_KEY_SECRET',
    'PORT',
    'LOG_LEVEL',
    'CAMPUS_TIME_ZONE',
  ]) {
    expect(message).toContain(name);
  }
  for (const value of ['secret-host', 'c2VjcmV0', 'eighty', 'loud', 'Olympus'])
    expect(message).not.toContain(value);
});
