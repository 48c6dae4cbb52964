import type { EngineName, FaceEngine } from '@hadir/vision';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command/context.ts';

/** The face engine with the cascades of CASCADE_DIR, if that is set; closed with the command. */
export async function openEngine(
  { settings, closeLater }: Context,
  engine: EngineName | 'auto' = 'auto',
): Promise<FaceEngine> {
  if (engine === 'deep' || engine === 'fused') {
    throw new CliError('no-models', `The engine ${engine} needs models.`, 'Take --engine sift.');
  }
  const { createSiftEngine } = await import('@hadir/vision');
  return closeLater(await createSiftEngine({ cascadeDir: settings.cascadeDir }));
}
