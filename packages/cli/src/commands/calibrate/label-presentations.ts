import type { JudgedSighting } from '@hadir/db';
import type { LabelledPresentation } from '@hadir/domain';

export type LabelSource = 'staff-or-marks' | 'assumed';
export type SourcedPresentation = LabelledPresentation & { readonly source: LabelSource };

/** Faces this poor are never matched, whatever they score. */
const POOR = 'poor-quality';

/**
 * One label for each presentation, with its best score. One that nobody spoke of and nobody was marked for counts as a
 * stranger's: that is the safe side, for known people among them only make the threshold stricter.
 */
export function labelPresentations(sightings: readonly JudgedSighting[]): SourcedPresentation[] {
  const presentations = new Map<string, JudgedSighting[]>();
  for (const sighting of sightings) {
    if (sighting.reason === POOR) continue;
    const key = sighting.presentationId ?? `${sighting.sessionId} ${sighting.candidateId}`;
    const own = presentations.get(key) ?? [];
    presentations.set(key, own);
    own.push(sighting);
  }
  return [...presentations.values()].flatMap(labelOf);
}

function labelOf(sightings: readonly JudgedSighting[]): SourcedPresentation[] {
  const of = (label: JudgedSighting['label']) => sightings.filter((each) => each.label === label);
  const genuine = best(of('genuine'));
  if (genuine) return [{ ...genuine, label: 'genuine', source: 'staff-or-marks' }];
  const impostor = best(of('impostor'));
  if (impostor) return [{ ...impostor, label: 'impostor', source: 'staff-or-marks' }];
  const unknown = best(sightings);
  return unknown ? [{ ...unknown, label: 'impostor', source: 'assumed' }] : [];
}

function best(sightings: readonly JudgedSighting[]): { personId: string; score: number } | undefined {
  const [first] = sightings.toSorted((a, b) => b.score - a.score);
  return first && { personId: first.candidateId, score: first.score };
}
