import type { Pixels } from '../../pixels/index.ts';
import { draw, type Region, sample } from './draw.ts';

/** Something flat with a picture on it, held before a camera. Lengths in units of the sheet. */
export type Sheet = {
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Width of what surrounds the picture: a print's margin, a screen's bezel. */
  readonly margin: number;
  readonly marginLevel: number;
  /** What is on the sheet at a place; `into` as blue, green, red. */
  readonly picture: (u: number, v: number, into: number[]) => void;
  /** What dots, pixels, paper or light do to a level that is seen at this place of the sheet, `unitPx` px of the frame to a unit. */
  readonly finish: (u: number, v: number, channel: number, level: number, unitPx: number) => number;
};

/** Where a sheet is held; a unit of it is `unitPx` px there. */
export type SheetPose = {
  readonly x: number;
  readonly y: number;
  readonly unitPx: number;
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg: number;
  /** Curvature about the vertical, 1 over the radius in units; 0 is flat. */
  readonly bend: number;
};

/** Of the camera, in units: perspective is that of a sheet an arm's length away. */
const DISTANCE = 7;
const ROUNDS = 3;
/** A sensor's pixel takes light from a part of its place only, which is why fine patterns alias. */
const SUBPIXELS: readonly (readonly [number, number])[] = [
  [-0.2, -0.2],
  [0.2, -0.2],
  [-0.2, 0.2],
  [0.2, 0.2],
];

type Plane = { readonly x: number; readonly y: number };

export function drawSheet(frame: Pixels, sheet: Sheet, pose: SheetPose): void {
  const project = projector(pose);
  const [right, bottom] = [sheet.halfWidth + sheet.margin, sheet.halfHeight + sheet.margin];
  const region = regionOf(project, right, bottom);
  const place = interpolated(inverse(pose, project), region);
  draw(frame, region, (x, y, into) => {
    const { x: u, y: v } = place(x, y);
    const inside = Math.min(right - Math.abs(u), bottom - Math.abs(v)) * pose.unitPx;
    if (inside <= 0) return 0;
    if (Math.abs(u) > sheet.halfWidth || Math.abs(v) > sheet.halfHeight) into.fill(sheet.marginLevel);
    else paintPicture(sheet, u, v, pose.unitPx, into);
    return Math.min(1, inside);
  });
}

function paintPicture(
  { picture, finish }: Sheet,
  u: number,
  v: number,
  unitPx: number,
  into: number[],
): void {
  picture(u, v, into);
  for (let channel = 0; channel < 3; channel++) {
    const level = into[channel] ?? 0;
    let sum = 0;
    for (const [du, dv] of SUBPIXELS) sum += finish(u + du / unitPx, v + dv / unitPx, channel, level, unitPx);
    into[channel] = sum / SUBPIXELS.length;
  }
}

/** From the sheet to the frame. */
function projector(pose: SheetPose): (u: number, v: number) => Plane {
  const [yaw, pitch, roll] = [pose.yawDeg, pose.pitchDeg, pose.rollDeg].map(
    (deg) => (deg * Math.PI) / 180,
  ) as [number, number, number];
  const { bend, unitPx } = pose;
  const [cosYaw, sinYaw, cosPitch, sinPitch] = [
    Math.cos(yaw),
    Math.sin(yaw),
    Math.cos(pitch),
    Math.sin(pitch),
  ];
  const [cosRoll, sinRoll] = [Math.cos(roll), Math.sin(roll)];
  return (u, v) => {
    const bent =
      Math.abs(bend) < 1e-6
        ? { x: u, z: 0 }
        : { x: Math.sin(bend * u) / bend, z: (Math.cos(bend * u) - 1) / bend };
    const x = bent.x * cosYaw + bent.z * sinYaw;
    const z = bent.z * cosYaw - bent.x * sinYaw;
    const y = v * cosPitch + z * sinPitch;
    const away = z * cosPitch - v * sinPitch;
    const scale = (unitPx * DISTANCE) / (DISTANCE - away);
    return {
      x: pose.x + scale * (x * cosRoll - y * sinRoll),
      y: pose.y + scale * (x * sinRoll + y * cosRoll),
    };
  };
}

/** From the frame to the sheet, by Newton's method from where a sheet that is not tilted would have it. */
function inverse(pose: SheetPose, project: (u: number, v: number) => Plane): (x: number, y: number) => Plane {
  const step = 0.01;
  const origin = project(0, 0);
  const [alongU, alongV] = [project(step, 0), project(0, step)];
  const a = (alongU.x - origin.x) / step;
  const b = (alongV.x - origin.x) / step;
  const c = (alongU.y - origin.y) / step;
  const d = (alongV.y - origin.y) / step;
  const area = a * d - b * c || pose.unitPx ** 2;
  return (x, y) => {
    let [u, v] = [0, 0];
    for (let round = 0; round <= ROUNDS * 2; round++) {
      const seen = project(u, v);
      const [dx, dy] = [x - seen.x, y - seen.y];
      u += (d * dx - b * dy) / area;
      v += (a * dy - c * dx) / area;
    }
    return { x: u, y: v };
  };
}

/** Between places that are so many px apart the sheet is as good as straight. */
const GRID_PX = 8;

/** The same, asked for once in each square of a grid, as asking costs much. */
function interpolated(
  invert: (x: number, y: number) => Plane,
  { left, top, right, bottom }: Region,
): (x: number, y: number) => Plane {
  const cols = Math.ceil((right - left) / GRID_PX) + 2;
  const rows = Math.ceil((bottom - top) / GRID_PX) + 2;
  const grid = Array.from({ length: cols * rows }, (_, at) =>
    invert(left + (at % cols) * GRID_PX, top + Math.floor(at / cols) * GRID_PX),
  );
  const found = { x: 0, y: 0 };
  return (x, y) => {
    const [across, down] = [(x - left) / GRID_PX, (y - top) / GRID_PX];
    const [col, row] = [Math.floor(across), Math.floor(down)];
    const [fx, fy] = [across - col, down - row];
    const at = row * cols + col;
    const [a, b] = [grid[at] as Plane, grid[at + 1] as Plane];
    const [c, d] = [grid[at + cols] as Plane, grid[at + cols + 1] as Plane];
    found.x = (a.x * (1 - fx) + b.x * fx) * (1 - fy) + (c.x * (1 - fx) + d.x * fx) * fy;
    found.y = (a.y * (1 - fx) + b.y * fx) * (1 - fy) + (c.y * (1 - fx) + d.y * fx) * fy;
    return found;
  };
}

function regionOf(project: (u: number, v: number) => Plane, right: number, bottom: number): Region {
  const edge = [-1, -0.5, 0, 0.5, 1];
  const places = edge.flatMap((u) => edge.map((v) => project(u * right, v * bottom)));
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return {
    left: Math.floor(Math.min(...xs)) - 2,
    right: Math.ceil(Math.max(...xs)) + 2,
    top: Math.floor(Math.min(...ys)) - 2,
    bottom: Math.ceil(Math.max(...ys)) + 2,
  };
}

/** A picture that is as wide as the sheet: `unitPx` px of it to a unit, `centre` in the sheet's middle. */
export function pictureOf(pixels: Pixels, centre: Plane, unitPx: number): Sheet['picture'] {
  return (u, v, into) => sample(pixels, centre.x + u * unitPx, centre.y + v * unitPx, into);
}
