import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';

const Added = z.object({ added: z.number() });
/** What one call takes. */
const BATCH = 1000;

/** Those already on the roster stay as they are. Answers how many were new. */
export async function addToRoster(
  api: ApiClient,
  courseId: string,
  studentIds: readonly string[],
): Promise<number> {
  let total = 0;
  for (let at = 0; at < studentIds.length; at += BATCH) {
    const body = { studentIds: studentIds.slice(at, at + BATCH) };
    const path = `/v1/courses/${courseId}/roster`;
    total += (await api.send({ method: 'POST', path, body }, Added)).added;
  }
  return total;
}
