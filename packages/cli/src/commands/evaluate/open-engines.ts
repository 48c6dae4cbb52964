import type { EngineName, FaceEngine } from '@hadir/vision';
import type { Context } from '../../command/context.ts';
import { openEngine } from '../../settings/open-engine.ts';

const PARTS: readonly EngineName[] = ['deep', 'sift'];

/** One engine, or all three; closed with the command. */
export async function openEngines(
  wanted: EngineName | 'auto' | 'all',
  context: Context,
): Promise<readonly [FaceEngine, ...FaceEngine[]]> {
  if (wanted !== 'all') return [await openEngine(context, wanted)];
  const engines: [FaceEngine, ...FaceEngine[]] = [await openEngine(context, 'fused')];
  for (const name of PARTS) engines.push(await openEngine(context, name));
  return engines;
}
