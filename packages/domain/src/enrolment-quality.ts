/** What an engine measured of one face. Null where the network for it is missing: such a rule is not asked. */
export type FaceQuality = {
  /** Width of the face, px of the photo. */
  readonly sizePx: number;
  /** The engine's own unit; higher is sharper. */
  readonly sharpness: number;
  /** Mean grey level, 0 to 255. */
  readonly brightness: number;
  /** Degrees away from the camera; the sign says to which side. */
  readonly yawDeg: number | null;
  readonly pitchDeg: number | null;
  readonly rollDeg: number;
  /** How surely the eyes are closed, and a part of the face is covered, 0 to 1. */
  readonly eyesClosed: number | null;
  readonly occlusion: number | null;
  /** How surely it is a real face before the camera, 0 to 1. */
  readonly live?: number | null;
  /** All of it in one figure, 0 to 1. */
  readonly score: number;
};

export type PhotoLimits = {
  readonly minSizePx: number;
  readonly minSharpness: number;
  readonly minBrightness: number;
  readonly maxBrightness: number;
  readonly maxYawDeg: number;
  readonly maxPitchDeg: number;
  readonly maxRollDeg: number;
  readonly maxEyesClosed: number;
  readonly maxOcclusion: number;
  /** Null asks for no proof of life. */
  readonly minLive: number | null;
  /** A further face up to this share of the largest one's size is someone in the background, not a second subject. */
  readonly maxBackgroundShare: number;
};

export type PhotoRejection =
  | 'no-face'
  | 'several-faces'
  | 'too-small'
  | 'blurred'
  | 'too-dark'
  | 'too-bright'
  | 'extreme-pose'
  | 'eyes-closed'
  | 'occluded'
  | 'not-live';

export type PhotoCheck =
  /** `faceNumber` is the place in the given list of the face to enrol. */
  | { readonly accepted: true; readonly faceNumber: number }
  | {
      readonly accepted: false;
      readonly reason: PhotoRejection;
      readonly measured: number;
      readonly limit: number;
    };

type Fault = { readonly reason: PhotoRejection; readonly measured: number; readonly limit: number };

/**
 * Whether a photo can be enrolled: one person stands out in it, large, sharp, well lit, facing the camera, with open eyes and
 * nothing before the face. The first failing rule is named, in the order in which one would mend a photo.
 */
export function checkPhoto(faces: readonly FaceQuality[], limits: PhotoLimits): PhotoCheck {
  const [largest, second] = faces.map((face, faceNumber) => ({ face, faceNumber })).sort(bySize);
  if (!largest) return { accepted: false, reason: 'no-face', measured: 0, limit: 1 };
  const share = second ? second.face.sizePx / largest.face.sizePx : 0;
  if (share > limits.maxBackgroundShare) {
    return { accepted: false, reason: 'several-faces', measured: share, limit: limits.maxBackgroundShare };
  }
  const fault = [...pictureFaults(largest.face, limits), ...poseFaults(largest.face, limits)].find(isFault);
  return fault ? { accepted: false, ...fault } : { accepted: true, faceNumber: largest.faceNumber };
}

function pictureFaults(
  { sizePx, sharpness, brightness }: FaceQuality,
  limits: PhotoLimits,
): (Fault | undefined)[] {
  return [
    below('too-small', sizePx, limits.minSizePx),
    below('too-dark', brightness, limits.minBrightness),
    above('too-bright', brightness, limits.maxBrightness),
    below('blurred', sharpness, limits.minSharpness),
  ];
}

function poseFaults(face: FaceQuality, limits: PhotoLimits): (Fault | undefined)[] {
  return [
    above('extreme-pose', Math.abs(face.yawDeg ?? 0), limits.maxYawDeg),
    above('extreme-pose', Math.abs(face.pitchDeg ?? 0), limits.maxPitchDeg),
    above('extreme-pose', Math.abs(face.rollDeg), limits.maxRollDeg),
    above('occluded', face.occlusion ?? 0, limits.maxOcclusion),
    above('eyes-closed', face.eyesClosed ?? 0, limits.maxEyesClosed),
    limits.minLive === null ? undefined : below('not-live', face.live ?? 1, limits.minLive),
  ];
}

function below(reason: PhotoRejection, measured: number, limit: number): Fault | undefined {
  return measured >= limit ? undefined : { reason, measured, limit };
}

function above(reason: PhotoRejection, measured: number, limit: number): Fault | undefined {
  return measured <= limit ? undefined : { reason, measured, limit };
}

function isFault(fault: Fault | undefined): fault is Fault {
  return fault !== undefined;
}

function bySize(a: { readonly face: FaceQuality }, b: { readonly face: FaceQuality }): number {
  return b.face.sizePx - a.face.sizePx;
}
