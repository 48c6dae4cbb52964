import type { EngineName, FaceEngine } from '@hadir/vision';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command/context.ts';

/**
 * A face engine, `auto` the best whose networks are there, with what MODELS_DIR, FUSION_FILE and CASCADE_DIR name, if these are
 * set; closed with the command.
 */
export async function openEngine(
  { settings, closeLater }: Context,
  engine: EngineName | 'auto' = 'auto',
  options: { readonly unlearned?: boolean } = {},
): Promise<FaceEngine> {
  const { BadFusion, BadModel, createFaceEngine } = await import('@hadir/vision');
  const { cascadeDir, modelsDir, fusionFile } = settings;
  try {
    return closeLater(await createFaceEngine({ engine, cascadeDir, modelsDir, fusionFile, ...options }));
  } catch (error) {
    if (error instanceof BadFusion) {
      const fix = 'Check FUSION_FILE, or learn a fusion: hadir fusion learn --help.';
      throw new CliError('bad-fusion', `${error.message}.`, fix, error);
    }
    if (!(error instanceof BadModel)) throw error;
    const fix = 'Fetch the networks with `npm run setup`, or take the engine sift.';
    throw new CliError('no-models', `${error.message}.`, fix, error);
  }
}
