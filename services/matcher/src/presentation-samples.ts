import { PresentationSample } from '@hadir/contracts';
import type { PresentationSample as Sample } from '@hadir/domain';
import { defineScript, type Redis } from '@hadir/platform';
import { z } from 'zod';

/** What one frame tells of one face of a presentation, and whom the face was most like. Numbers and ids alone. */
export type KeptSample = {
  readonly frameId: string;
  readonly faceNumber: number;
  /** Null when it was like nobody: the face of one person is not to speak for another in the same place. */
  readonly likeId: string | null;
  readonly sample: Sample;
};

const Kept = z.object({
  frameId: z.string(),
  faceNumber: z.int(),
  likeId: z.string().nullable(),
  sample: PresentationSample,
});

/** Adds a frame's sample and answers the presentation's, this one included, in order of time. May run twice for a frame. */
export type AddSample = (presentationId: string, added: KeptSample) => Promise<readonly KeptSample[]>;

/** A burst of frames is 24; what came before a minute ago at one frame a second says nothing of who stands there now. */
const MAX_SAMPLES = 64;
const KEPT_MS = 10 * 60 * 1000;

const ADD_SAMPLE = `
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

export function createAddSample(redis: Redis): AddSample {
  const addSample = defineScript(redis, 'hadirAddSample', 1, ADD_SAMPLE);
  return async (presentationId, added) => {
    const args = [added.sample.atMs, JSON.stringify(added), MAX_SAMPLES, KEPT_MS];
    const texts = z.array(z.string()).parse(await addSample([`hadir:presentation:${presentationId}`], args));
    return onePerFrame(texts.flatMap(readSample));
  };
}

/** Another version of the matcher may keep what this version does not know. */
function readSample(text: string): KeptSample[] {
  const parsed = Kept.safeParse(JSON.parse(text));
  return parsed.success ? [parsed.data] : [];
}

/** A frame that was done again by another version, or with another gallery, left two. */
function onePerFrame(samples: readonly KeptSample[]): KeptSample[] {
  return [...new Map(samples.map((sample) => [sample.frameId, sample])).values()];
}
