import type { ScenePhoto } from '../scene/portrait.ts';

/**
 * A grey photo of 200 × 240 pixels as a PGM file, with a white square where its "face" is: whoever looks at a scene can
 * measure the square.
 */
export function squarePhoto(label: string): ScenePhoto {
  const [width, height] = [200, 240];
  const face = { x: 60, y: 80, width: 80, height: 80 };
  const isWhite = (x: number, y: number): boolean =>
    x >= face.x && x < face.x + face.width && y >= face.y && y < face.y + face.height;
  const values = Array.from({ length: width * height }, (_, at) =>
    isWhite(at % width, Math.floor(at / width)) ? 255 : 60,
  );
  return {
    bytes: Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), Buffer.from(values)]),
    label,
    face,
  };
}
