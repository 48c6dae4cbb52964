/** Powers of the frequencies of a square picture of `side` (a power of two, at most 64) pixels, by a fast Fourier transform of rows and columns. */
export function powerSpectrum(picture: Float32Array, side: number): Float32Array {
  const real = Float32Array.from(picture);
  const imaginary = new Float32Array(side * side);
  for (let row = 0; row < side; row++) transform(real, imaginary, row * side, 1, side);
  for (let col = 0; col < side; col++) transform(real, imaginary, col, side, side);
  return real.map((value, at) => value * value + (imaginary[at] ?? 0) ** 2);
}

const MOST_LENGTH = 64;
const ANGLES = Array.from({ length: MOST_LENGTH }, (_, at) => (2 * Math.PI * at) / MOST_LENGTH);
const COSINES = ANGLES.map(Math.cos);
const SINES = ANGLES.map(Math.sin);

/** Cooley and Tukey's, in place, over `length` numbers from `start` on, `step` apart. */
function transform(
  real: Float32Array,
  imaginary: Float32Array,
  start: number,
  step: number,
  length: number,
): void {
  const at = (index: number): number => start + index * step;
  reorder(length, (one, other) => {
    swap(real, at(one), at(other));
    swap(imaginary, at(one), at(other));
  });
  for (let size = 2; size <= length; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const turn = (k * MOST_LENGTH) / size;
      const [cos, sin] = [COSINES[turn] as number, -(SINES[turn] as number)];
      for (let block = k; block < length; block += size) {
        const [low, high] = [at(block), at(block + size / 2)];
        const [highReal, highImaginary] = [real[high] as number, imaginary[high] as number];
        const turnedReal = highReal * cos - highImaginary * sin;
        const turnedImaginary = highReal * sin + highImaginary * cos;
        real[high] = (real[low] as number) - turnedReal;
        imaginary[high] = (imaginary[low] as number) - turnedImaginary;
        real[low] = (real[low] as number) + turnedReal;
        imaginary[low] = (imaginary[low] as number) + turnedImaginary;
      }
    }
  }
}

/** Exchanges each number with the one whose index has the same bits from back to front. */
function reorder(length: number, exchange: (one: number, other: number) => void): void {
  for (let index = 1, reversed = 0; index < length; index++) {
    let bit = length >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index < reversed) exchange(index, reversed);
  }
}

function swap(values: Float32Array, one: number, other: number): void {
  const held = values[one] as number;
  values[one] = values[other] as number;
  values[other] = held;
}
