/** Shares are from 0 to 1; a face that the detector missed counts as a failure in all of them. */
export type EvaluationReport = {
  readonly engine: string;
  readonly modelVersion: string;
  /** How many images of each kind were given, and in how many of them the detector found no face. */
  readonly enrolled: { readonly people: number; readonly photos: number; readonly missed: number };
  readonly known: { readonly probes: number; readonly missed: number };
  readonly strangers: { readonly probes: number; readonly missed: number };
  /** The right person came first, whatever the score. */
  readonly rank1: number;
  /**
   * DIR where the threshold is put by these strangers' own scores: at FPIR 1 % and 0.1 %, or, of fewer than 1,000 stranger
   * probes, at FPIR 1 % and where none is accepted.
   */
  readonly operatingPoints: readonly OperatingPoint[];
  /** What happens at the engine's shipped threshold and margin. */
  readonly shipped: {
    readonly threshold: number;
    readonly margin: number;
    readonly dir: number;
    /** Known probes taken for another person. */
    readonly wrong: number;
    readonly strangersAccepted: number;
  };
  /** Mean CPU milliseconds for one image; `search` for one probe. */
  readonly cpuMs: {
    readonly decode: number;
    readonly detect: number;
    readonly describe: number;
    readonly search: number;
  };
};

export type OperatingPoint = {
  readonly at: 'FPIR 1 %' | 'FPIR 0.1 %' | 'no stranger accepted';
  /** A score must be above it. */
  readonly threshold: number;
  readonly dir: number;
};
