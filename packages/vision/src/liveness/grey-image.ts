/** Grey levels, 0 to 255, row by row from the top left. */
export type GreyImage = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** Looks at no more than so many pixels a side for a mean: of a large face every few pixels are enough. */
const MOST_STEPS = 6;

/** The mean of a square about (x, y), as far as the image goes; outside it, of what is nearest. */
export function meanAround(
  { width, height, data }: GreyImage,
  x: number,
  y: number,
  side: number,
  mostSteps = MOST_STEPS,
): number {
  const steps = Math.max(1, Math.min(mostSteps, Math.round(side)));
  const step = side / steps;
  const [left, top] = [x - side / 2 + step / 2, y - side / 2 + step / 2];
  let sum = 0;
  for (let row = 0; row < steps; row++) {
    const from = clamp(Math.round(top + row * step), height - 1) * width;
    for (let col = 0; col < steps; col++) {
      sum += data[from + clamp(Math.round(left + col * step), width - 1)] ?? 0;
    }
  }
  return sum / (steps * steps);
}

/** For cells of which only edges over many of them are wanted. */
const CELL_STEPS = 2;

/** A part of the image, shrunk by means so that it is `cols` wide and `rows` high. */
export function shrinkPart(
  image: GreyImage,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  cols: number,
  rows: number,
): Float32Array {
  const shrunk = new Float32Array(cols * rows);
  const [cellWidth, cellHeight] = [box.width / cols, box.height / rows];
  const side = Math.max(1, Math.min(cellWidth, cellHeight));
  for (let row = 0; row < rows; row++) {
    const y = box.y + (row + 0.5) * cellHeight;
    for (let col = 0; col < cols; col++) {
      shrunk[row * cols + col] = meanAround(image, box.x + (col + 0.5) * cellWidth, y, side, CELL_STEPS);
    }
  }
  return shrunk;
}

function clamp(value: number, highest: number): number {
  return Math.max(0, Math.min(value, highest));
}
