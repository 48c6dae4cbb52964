import type { Agreement, Candidate, EngineName } from '../face-engine.ts';

/** One probe as an engine saw it: its most central face, and what the gallery said of it. */
export type Trial = {
  readonly file: string;
  /** Undefined for a stranger. */
  readonly personId: string | undefined;
  /** Width of the face as found, px of the frame; null when none was found. */
  readonly foundPx: number | null;
  /** Width that the condition gave it; null as photographed. */
  readonly shownPx: number | null;
  readonly candidates: readonly Candidate[];
  readonly agreement: Agreement | null;
};

/** Mean CPU milliseconds for one image; `search` for one probe. */
export type CpuMs = {
  readonly decode: number;
  readonly detect: number;
  readonly describe: number;
  readonly search: number;
};

/** All probes of a folder under one condition. */
export type TrialRun = {
  readonly engine: EngineName;
  readonly modelVersion: string;
  readonly condition: string;
  readonly enrolMisses: number;
  readonly trials: readonly Trial[];
  /** The same with every second person and stranger alone, and with the others: no one is in both. Null unless asked for. */
  readonly halves: readonly [readonly Trial[], readonly Trial[]] | null;
  /** Of all engines that share one look at each image the same, except for `search`. */
  readonly cpuMs: CpuMs;
};

export type Evaluation = {
  readonly people: readonly { readonly personId: string; readonly enrol: readonly string[] }[];
  readonly runs: readonly TrialRun[];
};
