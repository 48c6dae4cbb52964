import { createDeepEngine } from './create-deep-engine.ts';
import { createFusedEngine } from './create-fused-engine.ts';
import { createSiftEngine, type EngineOptions } from './create-sift-engine.ts';
import type { EngineName, FaceEngine } from './face-engine.ts';
import { findModels, type Models } from './network/find-models.ts';
import { BadModel } from './network/model-card.ts';

export type FaceEngineOptions = EngineOptions & {
  /** `auto`, unless set: the best for which the networks are there; `name` of the engine tells which it is. */
  readonly engine?: 'auto' | EngineName | undefined;
  /** A folder with networks and model cards; docs/models.md. */
  readonly modelsDir?: string | undefined;
  /** A file that `hadir fusion learn` made, in place of the shipped one. */
  readonly fusionFile?: string | undefined;
  /** `fused` without a fusion: its scores are cosines, and what each engine says of a candidate is in `parts`. For learning. */
  readonly unlearned?: boolean | undefined;
};

/**
 * An engine with the networks of this machine. Rejects with BadModel when a wanted engine's networks are missing, or one is not what
 * its card says.
 */
export async function createFaceEngine({
  engine = 'auto',
  modelsDir,
  fusionFile,
  unlearned,
  ...options
}: FaceEngineOptions = {}): Promise<FaceEngine> {
  const models = await findModels({ modelsDir });
  const name = engine === 'auto' ? bestOf(models) : engine;
  if (name === 'sift') return createSiftEngine({ ...options, models });
  if (!isComplete(models)) {
    throw new BadModel(
      `the "${name}" engine needs face networks that are not here; run: node scripts/setup/fetch-models.mjs`,
    );
  }
  if (name === 'fused')
    return createFusedEngine({ ...options, models, fusion: unlearned ? 'unlearned' : fusionFile });
  return createDeepEngine({ ...options, models });
}

function bestOf(models: Models): EngineName {
  return isComplete(models) ? 'fused' : 'sift';
}

function isComplete({ detect, landmarks, feature }: Models): boolean {
  return detect !== undefined && landmarks !== undefined && feature !== undefined;
}
