import { type Interval, judgeLiveness, type LivenessRule, wilsonInterval } from '@hadir/domain';
import type { PresentationRun } from '@hadir/vision';

/** A share from 0 to 1 with its 95 % interval (Wilson). */
export type Rate = { readonly value: number; readonly interval: Interval };

/** What became of the presentations of one type. */
export type LivenessType = {
  readonly type: string;
  /** Drawn from photos, not recorded. */
  readonly simulated: boolean;
  readonly presentations: number;
  readonly live: number;
  readonly undecided: number;
  readonly suspected: number;
  readonly meanScore: number;
  /** In how many presentations each cue said something. */
  readonly cues: Readonly<Record<string, { readonly live: number; readonly spoof: number }>>;
};

export type LivenessReport = {
  /** `bpcer`: judged not live, and so refused where liveness is enforced; `suspected`: marked as suspected where it is advice. */
  readonly genuine: readonly (LivenessType & { readonly bpcer: Rate; readonly suspectedRate: Rate })[];
  /** `apcer`: judged live, and so accepted; `notSuspected`: not even suspected. */
  readonly attacks: readonly (LivenessType & { readonly apcer: Rate; readonly notSuspected: Rate })[];
  /** The liveness network alone, at a mean share of a half: how many of each type it takes for live. */
  readonly network: readonly {
    readonly type: string;
    readonly presentations: number;
    readonly accepted: Rate;
  }[];
};

const NETWORK_ACCEPTS = 0.5;

export function reportLiveness(runs: readonly PresentationRun[], rule: LivenessRule): LivenessReport {
  const byType = (kind: PresentationRun['kind']): PresentationRun[][] => {
    const ofKind = runs.filter((run) => run.kind === kind);
    const types = [...new Set(ofKind.map(({ type }) => type))];
    return types.map((type) => ofKind.filter((run) => run.type === type));
  };
  const rate = (count: number, of: number): Rate => ({
    value: of === 0 ? 0 : count / of,
    interval: wilsonInterval(count, of),
  });
  return {
    genuine: byType('genuine').map((group) => {
      const counted = judgeType(group, rule);
      const { presentations, live, suspected } = counted;
      return {
        ...counted,
        bpcer: rate(presentations - live, presentations),
        suspectedRate: rate(suspected, presentations),
      };
    }),
    attacks: byType('attack').map((group) => {
      const counted = judgeType(group, rule);
      const { presentations, live, suspected } = counted;
      return {
        ...counted,
        apcer: rate(live, presentations),
        notSuspected: rate(presentations - suspected, presentations),
      };
    }),
    network: [...byType('photo'), ...byType('attack')].flatMap((group) => {
      const shares = group.flatMap(networkShare);
      if (shares.length === 0) return [];
      const accepted = shares.filter((share) => share >= NETWORK_ACCEPTS).length;
      return [
        {
          type: group[0]?.type ?? '',
          presentations: shares.length,
          accepted: rate(accepted, shares.length),
        },
      ];
    }),
  };
}

function judgeType(group: readonly PresentationRun[], rule: LivenessRule): LivenessType {
  const judged = group.map(({ samples, simulated }) =>
    // The network takes whatever is drawn for an attack, so it says nothing of drawn presentations.
    judgeLiveness(simulated ? samples.map((sample) => ({ ...sample, live: null })) : samples, rule),
  );
  const cues: Record<string, { live: number; spoof: number }> = {};
  for (const { name, says } of judged.flatMap((liveness) => liveness.cues)) {
    cues[name] ??= { live: 0, spoof: 0 };
    if (says !== 'nothing') cues[name][says]++;
  }
  const count = (verdict: string): number => judged.filter((liveness) => liveness.verdict === verdict).length;
  return {
    type: group[0]?.type ?? '',
    simulated: group.some(({ simulated }) => simulated),
    presentations: group.length,
    live: count('live'),
    undecided: count('undecided'),
    suspected: count('suspected'),
    meanScore: judged.reduce((sum, { score }) => sum + score, 0) / Math.max(1, judged.length),
    cues,
  };
}

function networkShare({ samples }: PresentationRun): number[] {
  const shares = samples.flatMap(({ live }) => live ?? []);
  return shares.length === 0 ? [] : [shares.reduce((sum, share) => sum + share, 0) / shares.length];
}
