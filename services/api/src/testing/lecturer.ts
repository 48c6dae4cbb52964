import { randomBytes } from 'node:crypto';
import type { TestApi } from './test-api.ts';
import { sha256 } from './test-api.ts';

let made = 0;

/** A user who lectures, and the Authorization header of a key of hers. */
export async function addLecturer({ database }: Pick<TestApi, 'database'>) {
  made += 1;
  const email = `lecturer-${made}@campus.example`;
  const { id } = await database.users.create({ email, name: `Lecturer ${made}`, role: 'lecturer' });
  const key = `hak_${randomBytes(32).toString('base64url')}`;
  await database.apiKeys.create({ name: email, role: 'lecturer', hash: sha256(key), userId: id });
  return { id, email, as: `Bearer ${key}` };
}
