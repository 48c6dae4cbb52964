import type { FaceEngine } from '@hadir/vision';
import type { Context } from '../command/context.ts';

/** The face engine with the cascades of CASCADE_DIR, if that is set; closed with the command. */
export async function openEngine({ settings, closeLater }: Context): Promise<FaceEngine> {
  const { createSiftEngine } = await import('@hadir/vision');
  return closeLater(await createSiftEngine({ cascadeDir: settings.cascadeDir }));
}
