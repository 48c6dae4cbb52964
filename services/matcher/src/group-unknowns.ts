import type { ClassSession } from '@hadir/db';
import type { DecidedFace } from './decided-face.ts';
import type { Crops } from './evidence.ts';
import type { UnknownGroups } from './unknown-groups.ts';

/** The groups of a frame's unknown presentations, by presentation. One is put to a group by the face whose crop is kept. */
export async function groupUnknowns(
  { unknownGroups }: { readonly unknownGroups: UnknownGroups },
  session: Pick<ClassSession, 'id'>,
  seen: readonly DecidedFace[],
  crops: Crops,
): Promise<ReadonlyMap<string, string>> {
  const groups = new Map<string, string>();
  for (const { faceNumber, identification, presence, face } of seen) {
    if (identification.personId !== null || identification.reason === 'spoof-suspected') continue;
    const { presentationId } = presence;
    const group = crops.has(faceNumber)
      ? await unknownGroups.assign(session.id, presentationId, face.templates)
      : await unknownGroups.find(presentationId);
    if (group !== null) groups.set(presentationId, group);
  }
  return groups;
}
