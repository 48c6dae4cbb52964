import type { EngineName, FaceEngine } from '@hadir/vision';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command/context.ts';

/** A face engine with the networks of MODELS_DIR and the cascades of CASCADE_DIR, if these are set; closed with the command. */
export async function openEngine(
  { settings, closeLater }: Context,
  engine: EngineName | 'auto' = 'auto',
): Promise<FaceEngine> {
  const { BadModel, createFaceEngine } = await import('@hadir/vision');
  const { cascadeDir, modelsDir } = settings;
  const opened = await createFaceEngine({ engine, cascadeDir, modelsDir }).catch((error: unknown) => {
    if (!(error instanceof BadModel)) throw error;
    throw new CliError('no-models', error.message, 'docs/models.md says what the face networks are.');
  });
  return closeLater(opened);
}
