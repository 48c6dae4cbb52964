import type { EngineName, FaceEngine } from '@hadir/vision';
import type { Context } from '../../command/context.ts';
import { openEngine } from '../../settings/open-engine.ts';

const ALL: readonly EngineName[] = ['fused', 'deep', 'sift'];

/** One engine, or all three; closed with the command. */
export async function openEngines(
  wanted: EngineName | 'auto' | 'all',
  context: Context,
): Promise<FaceEngine[]> {
  if (wanted !== 'all') return [await openEngine(context, wanted)];
  const engines: FaceEngine[] = [];
  for (const name of ALL) engines.push(await openEngine(context, name));
  return engines;
}
