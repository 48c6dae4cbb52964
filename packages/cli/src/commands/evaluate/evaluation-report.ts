import type { DetPoint, Interval } from '@hadir/domain';
import type { TrialRun } from '@hadir/vision';

/** A share from 0 to 1 with its 95 % interval. */
export type Share = { readonly value: number; readonly interval: Interval };

export type Counted = { readonly probes: number; readonly missed: number };

/** What the rule "no mark when the engines contradict each other" does at a point. */
export type AgreementEffect = {
  /** Right ones above the threshold that it refuses: its cost. */
  readonly rightRefused: number;
  readonly wrongStopped: number;
  readonly strangersStopped: number;
  /** DIR with the rule. */
  readonly dir: number;
};

export type PointName = 'FPIR 1 %' | 'FPIR 0.1 %' | 'no stranger accepted';

/** What happens when a score must be above `threshold`. A face that was not found counts as a failure. */
export type OperatingPoint = {
  readonly at: PointName;
  readonly threshold: number;
  readonly dir: number;
  /** Bootstrap over people and strangers, the threshold put anew in each draw. */
  readonly dirInterval: Interval;
  readonly fpir: number;
  /** Wilson. */
  readonly fpirInterval: Interval;
  /** Known probes taken for another person. */
  readonly wrong: number;
  readonly strangersAccepted: number;
  /** How many there were. */
  readonly strangers: number;
  /** Null for an engine that is one alone. */
  readonly agreement: AgreementEffect | null;
};

/** A threshold that was put elsewhere, here: by `clean` strangers, or by those of the other half. */
export type CarriedPoint = Omit<OperatingPoint, 'agreement'>;

export type HalfReport = {
  readonly chosenOn: 'first' | 'second';
  readonly reportedOn: 'first' | 'second';
  readonly points: readonly CarriedPoint[];
  /** What is shipped, on the half reported on. */
  readonly shipped: ShippedPoint;
};

/** The engine's shipped threshold and margin, and, with more than one engine inside, no contradiction between them. */
export type ShippedPoint = {
  readonly threshold: number;
  readonly margin: number;
  readonly dir: number;
  /** Bootstrap over people. */
  readonly dirInterval: Interval;
  readonly wrong: number;
  readonly strangersAccepted: number;
  readonly strangers: number;
};

export type SizeBin = {
  readonly fromPx: number;
  readonly belowPx: number | null;
  readonly known: number;
  readonly strangers: number;
  /** At the threshold of `clean` (or of the first condition) that lets 1 % of the strangers pass. */
  readonly dir: Share;
  readonly fpir: Share;
};

/** What went most wrong: shown side by side when crops are asked for. */
export type Confusion = {
  readonly kind: 'stranger' | 'wrong-person' | 'hardly-known';
  readonly file: string;
  /** Undefined for a stranger. */
  readonly personId: string | undefined;
  /** Whom the engine put first; null when no face was found. */
  readonly candidate: string | null;
  readonly score: number | null;
};

export type RunReport = {
  readonly engine: TrialRun['engine'];
  readonly modelVersion: string;
  readonly condition: string;
  readonly enrolled: { readonly people: number; readonly photos: number; readonly missed: number };
  readonly known: Counted;
  readonly strangers: Counted;
  /** The right person came first, whatever the score. */
  readonly rank1: number;
  readonly rank1Interval: Interval;
  readonly operatingPoints: readonly OperatingPoint[];
  /** With the thresholds of the engine's first condition; null for that condition itself. */
  readonly carried: readonly CarriedPoint[] | null;
  readonly shipped: ShippedPoint;
  readonly halves: readonly HalfReport[] | null;
  readonly confusions: readonly Confusion[];
  readonly curve: readonly DetPoint[];
  readonly cpuMs: TrialRun['cpuMs'];
};

/** How much higher one engine's DIR is than another's on the same draws of people and strangers. */
export type Comparison = {
  readonly condition: string;
  readonly engine: string;
  readonly against: string;
  readonly at: PointName;
  readonly difference: number;
  readonly interval: Interval;
};

/** The first run's figures at the top, as of an evaluation of one engine on photos as they are; all of them in `runs`. */
export type EvaluationReport = RunReport & {
  readonly runs: readonly RunReport[];
  readonly sizes: readonly { readonly engine: string; readonly bins: readonly SizeBin[] }[];
  readonly comparisons: readonly Comparison[];
};
