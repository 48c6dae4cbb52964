import type { PresentationSample } from '../presentation-sample.ts';

/** A head's five points in space: x to the right, y down, z towards the camera; 1 is the distance of the eyes. */
export type Head = Readonly<
  Record<'leftEye' | 'rightEye' | 'nose' | 'leftMouth' | 'rightMouth', readonly [number, number, number]>
>;

export type Pose = {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  /** px. */
  readonly x: number;
  readonly y: number;
  /** Distance of the eyes, in 60 px. */
  readonly scale: number;
  /** 1 for a head, 0 for its photo. */
  readonly depth: number;
  /** Of each landmark, in distances of the eyes. */
  readonly noise: number;
  readonly seed: number;
};

export const aFace: Head = {
  leftEye: [-0.5, 0, 0],
  rightEye: [0.5, 0, 0],
  nose: [0, 0.6, 0.45],
  leftMouth: [-0.38, 1.1, 0.05],
  rightMouth: [0.38, 1.1, 0.05],
};

const EYES_PX = 60;
/** In distances of the eyes, about 60 cm: near, so that perspective shows. */
const CAMERA_DISTANCE = 10;

const still: Pose = {
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  x: 0,
  y: 0,
  scale: 1,
  depth: 1,
  noise: 0,
  seed: 1,
};

export function project(head: Head, change: Partial<Pose>): Required<PresentationSample['landmarks']> {
  const pose = { ...still, ...change };
  const points = Object.entries(head).map(([name, point], at) => [name, place(point, pose, at)]);
  return Object.fromEntries(points) as Required<PresentationSample['landmarks']>;
}

export function sampleOf(head: Head, change: Partial<Pose>, atMs: number): PresentationSample {
  const landmarks = project(head, change);
  const width = 2 * EYES_PX * (change.scale ?? 1);
  const { x, y } = landmarks.nose as { x: number; y: number };
  return {
    atMs,
    box: { x: x - width / 2, y: y - width / 2, width, height: width },
    landmarks,
    eyesClosed: null,
    live: null,
    sharpness: null,
    surround: null,
    screen: null,
  };
}

function place(
  [x, y, z]: readonly [number, number, number],
  pose: Pose,
  at: number,
): { x: number; y: number } {
  const [yaw, pitch, roll] = [pose.yawDeg, pose.pitchDeg, pose.rollDeg].map((deg) => (deg * Math.PI) / 180);
  let point = { x, y, z: z * pose.depth };
  point = turn(point, 'x', 'z', yaw ?? 0);
  point = turn(point, 'y', 'z', pitch ?? 0);
  point = turn(point, 'x', 'y', roll ?? 0);
  const px = (EYES_PX * pose.scale * CAMERA_DISTANCE) / (CAMERA_DISTANCE - point.z);
  const shake = (seed: number): number => pose.noise * EYES_PX * pose.scale * noise(seed);
  return {
    x: 320 + pose.x + point.x * px + shake(pose.seed * 31 + at),
    y: 200 + pose.y + point.y * px + shake(pose.seed * 57 + at + 1000),
  };
}

type Point3 = { x: number; y: number; z: number };

function turn(point: Point3, one: keyof Point3, other: keyof Point3, angle: number): Point3 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    ...point,
    [one]: point[one] * cos + point[other] * sin,
    [other]: point[other] * cos - point[one] * sin,
  };
}

/** About Gaussian with deviation 1, the same for a seed. */
function noise(seed: number): number {
  const uniform = (at: number): number => {
    const value = Math.sin(seed * 12.9898 + at * 78.233) * 43_758.5453;
    return value - Math.floor(value);
  };
  return (uniform(1) + uniform(2) + uniform(3) + uniform(4) - 2) * Math.sqrt(3);
}
