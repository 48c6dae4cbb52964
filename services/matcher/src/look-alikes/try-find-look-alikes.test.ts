import { expect, test } from 'vitest';
import { type FindLookAlikesDeps, tryFindLookAlikes } from './find-look-alikes.ts';

test('when look-alikes cannot be looked for after an enrolment, then that is told and nothing fails', async () => {
  const warned: unknown[] = [];
  const deps = {
    engine: { parts: [{ engine: 'deep', modelVersion: 'deep-1' }] },
    templates: { forStudents: () => Promise.reject(new Error('the database is away')) },
    log: { warn: (message: string, fields: object) => void warned.push([message, fields]) },
  } as unknown as FindLookAlikesDeps;
  await tryFindLookAlikes(deps, 'ada');
  expect(warned).toMatchObject([
    ['look-alikes not looked for', { studentId: 'ada', error: expect.any(Error) }],
  ]);
});
