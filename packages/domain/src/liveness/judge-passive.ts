import type { LivenessRule } from './liveness-rule.ts';
import { mean, median } from './numbers.ts';
import type { LivenessCue, PresentationSamples } from './presentation-sample.ts';

/** What still frames tell: advice, for none of it is sure. */
export function judgePassive(
  samples: PresentationSamples,
  { network, screen }: Pick<LivenessRule, 'network' | 'screen'>,
): LivenessCue[] {
  const live = samples.flatMap((sample) => sample.live ?? []);
  const screens = samples.flatMap((sample) => sample.screen ?? []);
  const border = screens.map((cues) => cues.border);
  const moire = screens.map((cues) => cues.moire);
  return [
    networkCue(live, network),
    screenCue('screen-border', border, screen.borderFrom),
    screenCue('moire', moire, screen.moireFrom),
  ];
}

function networkCue(live: readonly number[], rule: LivenessRule['network']): LivenessCue {
  if (live.length === 0) return { name: 'network', value: null, says: 'nothing' };
  const value = mean(live);
  if (value >= rule.liveFrom) return { name: 'network', value, says: 'live' };
  return { name: 'network', value, says: value <= rule.spoofUpTo ? 'spoof' : 'nothing' };
}

function screenCue(name: 'screen-border' | 'moire', values: readonly number[], from: number): LivenessCue {
  if (values.length === 0) return { name, value: null, says: 'nothing' };
  const value = median(values);
  return { name, value, says: value >= from ? 'spoof' : 'nothing' };
}
