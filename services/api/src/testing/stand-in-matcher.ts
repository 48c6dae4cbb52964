import type { PhotoResult } from '@hadir/db';
import { testRedisUrl } from '@hadir/local-stack/testing';
import { closeRedis, createRedis, createWorker, FatalJobError } from '@hadir/platform';
import type { TestApi } from './test-api.ts';

/**
 * Takes the api's enrolment jobs as a matcher does, and finishes each photo by the text that it holds instead of looking at
 * it: `blurred` in the bytes rejects it as blurred, `like:ID` as looking like that student unless the enrolment allows it, `yaw:20`
 * turns the head, and so on.
 */
export async function startStandInMatcher(api: TestApi) {
  const redis = createRedis(testRedisUrl(), { role: 'worker', log: api.log });
  const { database, objects, enrolJob, log } = api;
  const worker = createWorker(
    enrolJob,
    redis,
    async ({ enrolmentId }) => {
      const enrolment = await database.enrolments.find(enrolmentId);
      if (!enrolment) throw new FatalJobError('enrolment-gone');
      const results: PhotoResult[] = [];
      for (const { id, objectKey } of enrolment.photos) {
        const text = (await objects.get(objectKey)).toString('latin1');
        results.push(resultOf(id, text, enrolment.allowLookAlike === 1));
      }
      await database.enrolments.finish(enrolmentId, results);
    },
    { concurrency: 1, log },
  );
  void worker.run();
  return {
    close: async () => {
      await worker.close(2000);
      await closeRedis(redis);
    },
  };
}

const reasons = ['no-face', 'several-faces', 'too-small', 'blurred', 'bad-image'];

function resultOf(photoId: string, text: string, allowLookAlike: boolean): PhotoResult {
  const reason = reasons.find((word) => text.includes(word));
  if (reason) return { photoId, status: 'rejected', reason, measured: { measured: 40, limit: 80 } };
  const similarStudentId = /like:([0-9a-f-]{36})/.exec(text)?.[1];
  if (similarStudentId && !allowLookAlike) {
    const measured = { measured: 0.7 };
    return { photoId, status: 'rejected', reason: 'looks-like-other', measured, similarStudentId };
  }
  const template = { engine: 'sift', modelVersion: '1', ciphertext: Buffer.from('sealed'), keyId: 'k1' };
  return {
    photoId,
    status: 'accepted',
    reason: null,
    measured: { sizePx: 210, sharpness: 80, yawDeg: Number(/yaw:(-?\d+)/.exec(text)?.[1] ?? 0), score: 0.9 },
    templates: [template],
  };
}
