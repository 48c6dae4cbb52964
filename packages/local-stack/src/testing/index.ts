export { espImage } from './esp-image.ts';
export { sql } from './sql.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { testRedisUrl } from './test-redis.ts';
export { type WaitOptions, waitFor } from './wait-for.ts';
