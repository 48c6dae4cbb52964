import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadSettings } from './settings.ts';

const stack = {
  redisUrl: 'redis://stack',
  databaseUrl: 'mysql://stack/hadir',
  objectStoreUrl: 'file:///stack',
  deviceKeySecret: 'd1:x',
  templateKeySecret: 't1:x',
  apiUrl: 'http://127.0.0.1:3000',
  ingestUrl: 'http://127.0.0.1:3001',
  matcherUrls: ['http://127.0.0.1:3002'],
  adminKey: 'hak_stack',
  campusTimeZone: 'Asia/Makassar',
};
const names = ['HADIR_API_URL', 'HADIR_API_KEY', 'REDIS_URL', 'DATABASE_URL', 'CAMPUS_TIME_ZONE'];

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'hadir-cli-settings-'));
  mkdirSync(join(clone, 'packages/cli'), { recursive: true });
  for (const name of names) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(clone, { recursive: true });
});

function writeStack(folder: string, content: unknown = stack): void {
  mkdirSync(join(clone, folder), { recursive: true });
  writeFileSync(join(clone, folder, 'stack.json'), JSON.stringify(content));
}

describe('where a command works', () => {
  test('when neither the environment nor a stack is there, then the message says what to set', () => {
    const settings = loadSettings(clone, undefined);
    expect(() => settings.need('REDIS_URL')).toThrow('REDIS_URL is not set.');
    expect(settings.campusTimeZone).toBe('Asia/Jakarta');
  });

  test('when a stack runs in the clone, then it is found from any folder of it', () => {
    writeStack('.hadir');
    const settings = loadSettings(join(clone, 'packages/cli'), undefined);
    expect(settings.need('REDIS_URL')).toBe('redis://stack');
    expect(settings.need('HADIR_API_KEY')).toBe('hak_stack');
    expect(settings.campusTimeZone).toBe('Asia/Makassar');
  });

  test('when the environment names an api, then its key is never taken from the stack, and the servers still are', () => {
    writeStack('.hadir');
    vi.stubEnv('HADIR_API_URL', 'https://hadir.example.edu');
    const settings = loadSettings(clone, undefined);
    expect(settings.need('HADIR_API_URL')).toBe('https://hadir.example.edu');
    expect(() => settings.need('HADIR_API_KEY')).toThrow('HADIR_API_KEY is not set.');
    expect(settings.need('DATABASE_URL')).toBe('mysql://stack/hadir');
  });

  test('when --data names a folder, then its stack is used, whatever the environment says', () => {
    writeStack('other');
    vi.stubEnv('REDIS_URL', 'redis://environment');
    expect(loadSettings(clone, 'other').need('REDIS_URL')).toBe('redis://stack');
    expect(loadSettings(clone, undefined).need('REDIS_URL')).toBe('redis://environment');
  });

  test('when --data names a folder without a stack, or the file is broken, then that is told', () => {
    expect(() => loadSettings(clone, 'nowhere')).toThrow(/There is no .*nowhere\/stack\.json/);
    writeStack('.hadir', { redisUrl: 'redis://stack' });
    expect(() => loadSettings(clone, undefined)).toThrow('is not what `npm start` writes');
  });
});
