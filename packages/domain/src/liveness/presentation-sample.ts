/** A place in the frame, px. */
export type Place = { readonly x: number; readonly y: number };

/** Grey levels (0 to 255) at fixed places, so that frames can be compared without keeping them; at most 64 numbers in all. */
export type Surround = {
  /** Beside and above the head, at places that move and grow with the face. */
  readonly ring: readonly number[];
  /** Over the whole frame, at places that never move. */
  readonly background: readonly number[];
  /** Within the face, at places that move, grow and tilt with the eyes. */
  readonly inner: readonly number[];
};

/** Both from 0, nothing of it, to 1. */
export type ScreenCues = {
  /** How far straight edges frame the face on all sides, as those of a screen or a print do. */
  readonly border: number;
  /** How far fine regular patterns stand out, as those between a screen's pixels or a print's dots and a sensor do. */
  readonly moire: number;
};

/** What one frame tells of one face in view: all that liveness is judged by. Pixels of the frame, milliseconds since 1970. */
export type PresentationSample = {
  readonly atMs: number;
  readonly box: Place & { readonly width: number; readonly height: number };
  readonly landmarks: {
    readonly leftEye: Place;
    readonly rightEye: Place;
    readonly nose?: Place | undefined;
    readonly leftMouth?: Place | undefined;
    readonly rightMouth?: Place | undefined;
  };
  /** How surely both eyes are closed, 0 to 1; null where it was not measured, as all that follow. */
  readonly eyesClosed: number | null;
  /** The liveness network's share for "a real face", 0 to 1. */
  readonly live: number | null;
  readonly sharpness: number | null;
  readonly surround: Surround | null;
  readonly screen: ScreenCues | null;
};

/** What one cue found. `value` is in the cue's own unit; null where there was too little to measure it by. */
export type LivenessCue = {
  readonly name: LivenessCueName;
  readonly value: number | null;
  readonly says: 'live' | 'spoof' | 'nothing';
};

export type LivenessCueName =
  | 'blink'
  | 'turn'
  | 'parallax'
  | 'frozen'
  | 'lock-step'
  | 'network'
  | 'screen-border'
  | 'moire';

export type PresentationSamples = readonly PresentationSample[];
