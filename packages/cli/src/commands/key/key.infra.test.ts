import { createHash } from 'node:crypto';
import { migrate, openDatabase } from '@hadir/db';
import { createTestDatabase } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

describe('hadir key and db', () => {
  let env: { DATABASE_URL: string };
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const testDatabase = await createTestDatabase();
    env = { DATABASE_URL: testDatabase.url };
    drop = testDatabase.drop;
  });
  afterAll(() => drop());

  test('when the database is empty, then db status exits 1, migrate mends it, and a second run does nothing', async () => {
    const before = await runCliProcess(['db', 'status', '--json'], env);
    expect(before.code).toBe(1);
    expect(JSON.parse(before.stdout).applied).toEqual([]);
    const first = await runCliProcess(['db', 'migrate', '--json'], env);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout).applied).toEqual(JSON.parse(before.stdout).pending);
    const second = await runCliProcess(['db', 'migrate'], env);
    expect(second).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
    expect((await runCliProcess(['db', 'status'], env)).code).toBe(0);
  });

  test('when a key is created, then only its hash is kept, it is audited, and the key is shown once', async () => {
    await migrate(env.DATABASE_URL);
    const created = await runCliProcess(
      ['key', 'create', '--role', 'staff', '--name', 'front desk', '--json'],
      env,
    );
    expect(created.code).toBe(0);
    const { id, key } = JSON.parse(created.stdout);
    expect(key).toMatch(/^hak_[A-Za-z0-9_-]{43}$/);

    const database = await openDatabase({ url: env.DATABASE_URL });
    const hash = createHash('sha256').update(key).digest('hex');
    expect(await database.apiKeys.findByHash(hash)).toMatchObject({ id, role: 'staff', name: 'front desk' });
    const audit = await database.audit.list({ subjectType: 'api-key', subjectId: id });
    expect(audit.items).toMatchObject([{ actor: 'cli', action: 'api-key.create' }]);
    await database.close();

    const listed = await runCliProcess(['key', 'list'], env);
    expect(listed.stdout).toContain('front desk');
    expect(listed.stdout + listed.stderr).not.toContain(key);
    expect(listed.stdout).not.toContain(hash);
  });

  test('when a key is revoked, then it is no longer found; one that is not there is an error', async () => {
    await migrate(env.DATABASE_URL);
    const created = await runCliProcess(
      ['key', 'create', '--role', 'viewer', '--name', 'board', '--json'],
      env,
    );
    const { id, key } = JSON.parse(created.stdout);
    expect((await runCliProcess(['key', 'revoke', id], env)).code).toBe(0);
    const database = await openDatabase({ url: env.DATABASE_URL });
    expect(await database.apiKeys.findByHash(createHash('sha256').update(key).digest('hex'))).toBeUndefined();
    await database.close();

    const unknown = await runCliProcess(['key', 'revoke', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'], env);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('hadir key list');
  });

  test('when nothing is configured, then the message names the variable and npm start, and no stack', async () => {
    const { code, stdout, stderr } = await runCliProcess(['key', 'list']);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^hadir: DATABASE_URL is not set\.\n {2}Set DATABASE_URL, .*npm start.*\n$/);
  });

  test('when the database is away, then it says so without a stack; with --debug there is one', async () => {
    const away = { DATABASE_URL: 'mysql://root@127.0.0.1:1/hadir' };
    const quiet = await runCliProcess(['key', 'list', '--json'], away);
    expect(quiet.code).toBe(1);
    expect(JSON.parse(quiet.stdout)).toMatchObject({ error: { code: 'database-unavailable' } });
    expect(quiet.stderr).not.toMatch(/\n\s+at /);
    const loud = await runCliProcess(['key', 'list', '--debug'], away);
    expect(loud.stderr).toMatch(/\n\s+at /);
  });
});
