/** What an engine measured of one face. */
export type FaceQuality = {
  /** Width of the face, px of the photo. */
  readonly sizePx: number;
  /** The engine's own unit; higher is sharper. */
  readonly sharpness: number;
};

export type PhotoLimits = {
  readonly minSizePx: number;
  readonly minSharpness: number;
  /** A further face up to this share of the largest one's size is someone in the background, not a second subject. */
  readonly maxBackgroundShare: number;
};

export type PhotoRejection = 'no-face' | 'several-faces' | 'too-small' | 'blurred';

export type PhotoCheck =
  /** `faceNumber` is the place in the given list of the face to enrol. */
  | { readonly accepted: true; readonly faceNumber: number }
  | {
      readonly accepted: false;
      readonly reason: PhotoRejection;
      readonly measured: number;
      readonly limit: number;
    };

/** Whether a photo can be enrolled: one person stands out in it, large and sharp enough. The first failing rule is named. */
export function checkPhoto(faces: readonly FaceQuality[], limits: PhotoLimits): PhotoCheck {
  const [largest, second] = faces.map((face, faceNumber) => ({ face, faceNumber })).sort(bySize);
  if (!largest) return rejected('no-face', 0, 1);
  const { sizePx, sharpness } = largest.face;
  if (second && second.face.sizePx > sizePx * limits.maxBackgroundShare) {
    return rejected('several-faces', second.face.sizePx / sizePx, limits.maxBackgroundShare);
  }
  if (!(sizePx >= limits.minSizePx)) return rejected('too-small', sizePx, limits.minSizePx);
  if (!(sharpness >= limits.minSharpness)) return rejected('blurred', sharpness, limits.minSharpness);
  return { accepted: true, faceNumber: largest.faceNumber };
}

function bySize(a: { readonly face: FaceQuality }, b: { readonly face: FaceQuality }): number {
  return b.face.sizePx - a.face.sizePx;
}

function rejected(reason: PhotoRejection, measured: number, limit: number): PhotoCheck {
  return { accepted: false, reason, measured, limit };
}
