import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  databaseEnv,
  EnvError,
  envInt,
  generateSecretKey,
  objectStoreEnv,
  parseEnv,
  secretEnv,
  serviceEnv,
} from './index.ts';

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return (error as Error).message;
  }
  return '';
}

test('when all is well, then variables are read in their types, and others are left out', () => {
  const source = { REDIS_URL: 'redis://h', PORT: '8080', LOG_LEVEL: 'debug', OTHER: 'x' };
  expect(parseEnv(serviceEnv, source)).toEqual({
    REDIS_URL: 'redis://h',
    PORT: 8080,
    HOST: '::',
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
    SHUTDOWN_TIMEOUT_MS: 25_000,
  });
});

test('when variables are missing, empty or wrong, then each is named once, with what it must be, and no value', () => {
  const message = messageOf(() =>
    parseEnv(serviceEnv, {
      REDIS_URL: 'hunter2',
      PORT: '',
      LOG_FORMAT: 'hunter2',
      SHUTDOWN_TIMEOUT_MS: '-1',
    }),
  );
  expect(message).toMatch(/REDIS_URL: must be a redis:\/\/ or rediss:\/\/ address/);
  expect(message).toMatch(/PORT is not set/);
  expect(message).toMatch(/LOG_FORMAT: must be one of json, pretty/);
  expect(message).toMatch(/SHUTDOWN_TIMEOUT_MS/);
  expect(message).not.toContain('hunter2');
});

test.each(['8.5', 'eight', '1e9', '0x10 ', ' '])(
  'when a whole number is "%s", then it is refused',
  (value) => {
    expect(messageOf(() => parseEnv({ N: envInt(1, 100) }, { N: value }))).toContain('N');
  },
);

test('when an own check fails, then its words are shown', () => {
  const even = z.string().refine((text) => text.length % 2 === 0, 'must have an even length');
  expect(messageOf(() => parseEnv({ EVEN: even }, { EVEN: 'abc' }))).toContain(
    'EVEN: must have an even length',
  );
});

test('when an address or a secret is of another form, then our own words say which, and no value is shown', () => {
  const message = messageOf(() =>
    parseEnv(
      { ...databaseEnv, ...objectStoreEnv, KEY: secretEnv },
      { DATABASE_URL: 'postgres://pw@h', OBJECT_STORE_URL: 'http://pw', KEY: 'k1:pw' },
    ),
  );
  expect(message).toContain('DATABASE_URL: must be a mysql://user:password@host/schema address');
  expect(message).toContain('OBJECT_STORE_URL: must be file:///directory or s3://bucket/prefix');
  expect(message).toContain('KEY: must read id:base64 of 32 bytes');
  expect(message).not.toContain('pw');
});

describe('a secret from a file', () => {
  const shape = { TEMPLATE_KEY_SECRET: secretEnv };
  const [first, second] = [generateSecretKey('k1'), generateSecretKey('k2')];
  const folder = mkdtempSync(join(tmpdir(), 'hadir-env-'));
  const file = join(folder, 'keys');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('when the file has a key a line, then they are read in their order, without remarks', () => {
    writeFileSync(file, `# since March\n${second}\n\n${first}\n`);
    const { TEMPLATE_KEY_SECRET } = parseEnv(shape, { TEMPLATE_KEY_FILE: file });
    expect(TEMPLATE_KEY_SECRET).toBe(`${second},${first}`);
  });

  test('when the file is missing or the variable is set as well, then the message says so and holds no key', () => {
    expect(() => parseEnv(shape, { TEMPLATE_KEY_FILE: join(folder, 'none') })).toThrow(
      'TEMPLATE_KEY_FILE: the file cannot be read',
    );
    const both = { TEMPLATE_KEY_FILE: file, TEMPLATE_KEY_SECRET: first };
    expect(() => parseEnv(shape, both)).toThrow('TEMPLATE_KEY_SECRET is set as well');
    writeFileSync(file, 'k1:not a key');
    expect(() => parseEnv(shape, { TEMPLATE_KEY_FILE: file })).toThrow('must read id:base64');
  });
});
