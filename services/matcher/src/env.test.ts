import { EnvError, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { backupPlanOf, readEnv } from './env.ts';

const needed = {
  REDIS_URL: 'redis://localhost',
  DATABASE_URL: 'mysql://hadir:secret@localhost/hadir',
  OBJECT_STORE_URL: 'file:///var/lib/hadir',
  TEMPLATE_KEY_SECRET: generateSecretKey('t1'),
};

test('when only what has no default is set, then a sighting is confirmed by 3 frames in 10 s and no unknown is kept', () => {
  expect(readEnv(needed)).toMatchObject({
    CONFIRM_SIGHTINGS: 3,
    CONFIRM_WINDOW_MS: 10_000,
    SHUTDOWN_TIMEOUT_MS: 25_000,
    KEEP_UNKNOWN_CROPS: false,
    MATCH_THRESHOLD: undefined,
  });
});

test('when variables are missing or wrong, then all are named and no value is', () => {
  const broken = {
    ...needed,
    DATABASE_URL: 'postgres://u:pw-1@host',
    TEMPLATE_KEY_SECRET: 't1:pw-2',
    REDIS_URL: '',
  };
  const read = (): unknown => readEnv(broken);
  expect(read).toThrow(EnvError);
  expect(read).toThrow(/REDIS_URL is not set/);
  expect(read).toThrow(/DATABASE_URL: must be a mysql/);
  expect(read).toThrow(/TEMPLATE_KEY_SECRET: must read id:base64/);
  expect(read).not.toThrow(/pw-/);
});

test('when backups are scheduled, then what they need must be set, and the keys lie beside them unless told', () => {
  expect(backupPlanOf(readEnv(needed))).toBeUndefined();
  const scheduled = { ...needed, BACKUP_SCHEDULE: '0 2 * * *' };
  expect(() => backupPlanOf(readEnv(scheduled))).toThrow('BACKUP_STORE_URL');
  const whole = { ...scheduled, BACKUP_STORE_URL: 's3://b/x', BACKUP_KEY_SECRET: generateSecretKey('b1') };
  expect(backupPlanOf(readEnv(whole))).toMatchObject({ keysUrl: 's3://b/x', keep: 14, cron: '0 2 * * *' });
  expect(readEnv(needed).LOOK_ALIKE_SCHEDULE).toBe('0 18 * * *');
  expect(() => readEnv({ ...needed, LOOK_ALIKE_SCHEDULE: '01:00' })).toThrow('five fields of cron');
  expect(() => readEnv({ ...whole, BACKUP_SCHEDULE: 'nightly' })).toThrow('five fields of cron');
});
