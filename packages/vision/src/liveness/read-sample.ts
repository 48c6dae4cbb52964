import type { Face } from '../face-engine.ts';
import type { PresentationMeasures } from './measure-presentation.ts';

/** The domain's PresentationSample, whose numbers are rounded, for they are kept for a while as text. */
export type FaceSample = {
  readonly atMs: number;
  readonly box: Face['box'];
  readonly landmarks: Face['landmarks'];
  readonly eyesClosed: number | null;
  readonly live: number | null;
  readonly sharpness: number | null;
  readonly surround: PresentationMeasures['surround'] | null;
  readonly screen: PresentationMeasures['screen'] | null;
};

/** `atMs`: when the frame was captured. `measures` and `live`: null where they were not taken. */
export function readSample(
  { box, landmarks, quality }: Pick<Face, 'box' | 'landmarks' | 'quality'>,
  atMs: number,
  measures: PresentationMeasures | null,
  live: number | null,
): FaceSample {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  const found = Object.entries({ leftEye, rightEye, nose, leftMouth, rightMouth }).flatMap(([name, point]) =>
    point ? [[name, { x: tenth(point.x), y: tenth(point.y) }] as const] : [],
  );
  return {
    atMs,
    box: { x: tenth(box.x), y: tenth(box.y), width: tenth(box.width), height: tenth(box.height) },
    landmarks: Object.fromEntries(found) as Face['landmarks'],
    eyesClosed: quality.eyesClosed === null ? null : thousandth(quality.eyesClosed),
    live: live === null ? null : thousandth(live),
    sharpness: tenth(quality.sharpness),
    surround: measures?.surround ?? null,
    screen: measures?.screen ?? null,
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
