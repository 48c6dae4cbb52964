import type { LostNote, Reindexing, WantedPart } from '@hadir/db';
import { AppError, type ObjectStore } from '@hadir/platform';
import { BadImage, type FaceEngine } from '@hadir/vision';

type Deps = {
  readonly reindexing: Pick<Reindexing, 'batch' | 'forget'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'parts' | 'extract'>;
};

const BATCH = 50;

/**
 * Forgets what was learned from crops that can never be described anew: those that are not in the object store (a restore brings
 * none), and those in which the engine finds nobody. Answers how many went for which reason. Rejects when the store does not answer.
 */
export async function forgetLostCorrections({
  reindexing,
  objects,
  engine,
}: Deps): Promise<Record<LostNote, number>> {
  const forgotten = { 'no-crop': 0, 'no-face': 0 };
  const parts: readonly WantedPart[] = engine.parts;
  for (let after = ''; ; ) {
    const batch = await reindexing.batch({ source: 'correction', parts, after, limit: BATCH });
    for (const correction of batch) {
      const note = await whyLost({ objects, engine }, correction.objectKey);
      if (note && (await reindexing.forget(correction, note))) forgotten[note] += 1;
    }
    after = batch.at(-1)?.id ?? '';
    if (batch.length < BATCH) return forgotten;
  }
}

/** Undefined when it can be described, by another run. */
async function whyLost(
  { objects, engine }: Pick<Deps, 'objects' | 'engine'>,
  objectKey: string,
): Promise<LostNote | undefined> {
  try {
    const { faces } = await engine.extract(await objects.get(objectKey), { maxFaces: 1 });
    return faces.length === 0 ? 'no-face' : undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return 'no-crop';
    if (error instanceof BadImage) return 'no-face';
    throw error;
  }
}
