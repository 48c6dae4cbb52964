/** The side of the aligned face, px. */
export const CROP_PX = 160;

/** Where alignment puts the eyes, in shares of the crop. */
export const EYES = { left: 0.3, right: 0.7, level: 0.38 };

/** The face inside the crop, in shares of it: SIFT looks nowhere else, so that hair and background do not count. */
export const FACE_ELLIPSE = { x: 0.5, y: 0.52, width: 0.46, height: 0.56 };

/** A low contrast threshold, because an enlarged small face is smooth; a noisy one is held by the number of features. */
export const SIFT = {
  nFeatures: 240,
  nOctaveLayers: 3,
  contrastThreshold: 0.001,
  edgeThreshold: 30,
  sigma: 1.6,
};

/** SIFT answers one feature for each orientation of a place; without orientation these are one, so fewer than nFeatures remain. */
export const MAX_FEATURES = 200;

/**
 * How far apart features count as being when they lie apart in the face, beside their descriptors of length 1: squared
 * distance = |descriptors|² + PLACE · |places|² + SCALE · (octaves)², with places in shares of the crop.
 */
export const PLACE_WEIGHT = 10;
export const SCALE_WEIGHT = 0.1;

/** Features compared with each feature of a probe; the farthest of them is the background that the others must beat. */
export const NEIGHBOURS = 11;

/** Changes whenever templates made before can no longer be compared with new ones. */
export const MODEL_VERSION = 'sift-1';
