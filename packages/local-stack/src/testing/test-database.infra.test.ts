import { expect, test } from 'vitest';
import { sql } from './sql.ts';
import { createTestDatabase } from './test-database.ts';
import { testRedisUrl } from './test-redis.ts';

test('when two test databases are made, then each is empty and its own, and gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await sql(first.url, 'CREATE TABLE only_here (id INT)');
  expect(await sql(first.url, 'SHOW TABLES')).toBe('only_here');
  expect(await sql(second.url, 'SHOW TABLES')).toBe('');
  await Promise.all([first.drop(), second.drop()]);
  await expect(sql(first.url, 'SHOW TABLES')).rejects.toThrow(/Unknown database/);
});

test('when a test asks for redis, then it is given a url', () => {
  expect(testRedisUrl()).toMatch(/^rediss?:\/\//);
});
