import { inject } from 'vitest';
import './provided.ts';

/** The Redis of this test run, shared by all test files: use a key prefix of your own, and never flush it. */
export function testRedisUrl(): string {
  return inject('redisUrl');
}
