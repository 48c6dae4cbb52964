import type { LivenessCueName } from './presentation-sample.ts';

export type LivenessRule = {
  /** Of fewer samples nothing is said. */
  readonly minSamples: number;
  readonly blink: {
    /** Slower than this around it, a blink cannot be told from an error of one frame. */
    readonly minFramesPerSecond: number;
    /** The eyes are open up to the one and closed from the other. */
    readonly openUpTo: number;
    readonly closedFrom: number;
    /** With more frames than this share neither open nor part of a blink, the eyes cannot be read. */
    readonly mostUnclearShare: number;
    /** Eyes closed for longer are no blink. */
    readonly longestMs: number;
    /** A frame less sharp than this share of the others tells nothing of the eyes. */
    readonly leastSharpShare: number;
  };
  readonly turn: {
    /** How far the nose must move against the plane of eyes and mouth, in widths of that plane; 0.1 is a turn of about 12 degrees. */
    readonly leastSwing: number;
    /** ... and how often the noise of the landmarks, as far as `mostSwing`. */
    readonly leastNoiseRatio: number;
    readonly mostSwing: number;
  };
  readonly parallax: {
    /** Frames between which the face moved by less, in face widths, are not compared. */
    readonly leastMove: number;
    /** Standard deviation, grey levels, below which surroundings are too plain to be followed. */
    readonly leastContrast: number;
    /** Correlation of the ring from which it moves with the face, and up to which it stays behind. */
    readonly ringMoves: number;
    readonly ringStays: number;
    /** Correlation of the background from which the camera stands still. */
    readonly backgroundStays: number;
  };
  readonly frozen: {
    readonly minSamples: number;
    readonly minMs: number;
    /** Root mean square of the landmarks' movement within the face, in distances of the eyes. */
    readonly mostLandmarkNoise: number;
    /** Root mean square of the changes within the face, grey levels. */
    readonly mostGreyNoise: number;
  };
  readonly lockStep: {
    readonly minSamples: number;
    /** How far both faces must move, in face widths. */
    readonly leastMove: number;
    /** How much of the movement may be their own. */
    readonly mostOwnShare: number;
  };
  readonly network: { readonly liveFrom: number; readonly spoofUpTo: number };
  readonly screen: { readonly borderFrom: number; readonly moireFrom: number };
  /** What a cue adds to the score's log-odds when it says so. */
  readonly weights: Readonly<Record<LivenessCueName, { readonly live: number; readonly spoof: number }>>;
  /** Scores for the verdicts; a live one needs a blink or a turn besides. */
  readonly liveFrom: number;
  readonly suspectedUpTo: number;
};

/**
 * Limits chosen on simulated presentations and on the landmarks' noise there; docs/presentation-attacks.md has the figures.
 * No cue of one still frame is enough by itself for a verdict.
 */
export const defaultLivenessRule: LivenessRule = {
  minSamples: 3,
  blink: {
    minFramesPerSecond: 8,
    openUpTo: 0.2,
    closedFrom: 0.85,
    mostUnclearShare: 0.15,
    longestMs: 600,
    leastSharpShare: 0.5,
  },
  turn: { leastSwing: 0.1, leastNoiseRatio: 4, mostSwing: 0.25 },
  parallax: { leastMove: 0.2, leastContrast: 6, ringMoves: 0.92, ringStays: 0.6, backgroundStays: 0.8 },
  frozen: { minSamples: 8, minMs: 900, mostLandmarkNoise: 0.009, mostGreyNoise: 1.4 },
  lockStep: { minSamples: 4, leastMove: 0.2, mostOwnShare: 0.15 },
  network: { liveFrom: 0.8, spoofUpTo: 0.2 },
  screen: { borderFrom: 0.75, moireFrom: 0.5 },
  weights: {
    blink: { live: 2.5, spoof: 0 },
    turn: { live: 2.5, spoof: 0 },
    parallax: { live: 0.3, spoof: 3 },
    frozen: { live: 0, spoof: 2.5 },
    'lock-step': { live: 0, spoof: 3 },
    network: { live: 0.3, spoof: 0.5 },
    'screen-border': { live: 0, spoof: 1.8 },
    moire: { live: 0, spoof: 1.8 },
  },
  liveFrom: 0.75,
  suspectedUpTo: 0.12,
};
