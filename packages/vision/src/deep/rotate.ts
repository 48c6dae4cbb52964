/**
 * Turns vectors by one fixed rotation that looks random (signs, then a Walsh-Hadamard transform), so that any share of the
 * coordinates tells the same part of a vector: a product over `kept` of `dimensions` coordinates, times dimensions / kept, estimates
 * the whole product with a deviation of about √(1/kept − 1/dimensions) (Ailon and Chazelle, "The fast Johnson-Lindenstrauss
 * transform", 2009). Lengths stay. Not to be shared between calls that run at once: it works in one buffer.
 */
export function createRotation(dimensions: number): (vector: Float32Array, at?: number) => Float32Array {
  const length = 2 ** Math.ceil(Math.log2(dimensions));
  const scale = 1 / Math.sqrt(length);
  const signs = randomSigns(dimensions, scale);
  const turned = new Float32Array(length);
  return (vector, at = 0) => {
    turned.fill(0, dimensions);
    for (let i = 0; i < dimensions; i++) turned[i] = (vector[at + i] as number) * (signs[i] as number);
    transform(turned);
    return turned;
  };
}

/** The same at every start, so that two matchers search alike. Park and Miller's generator. */
function randomSigns(count: number, scale: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 2 === 0 ? scale : -scale;
  });
}

/** Walsh-Hadamard in place, without its scale: the signs carry it. */
function transform(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let from = 0; from < values.length; from += 2 * half) {
      for (let at = from; at < from + half; at++) {
        const [left, right] = [values[at] as number, values[at + half] as number];
        values[at] = left + right;
        values[at + half] = left - right;
      }
    }
  }
}
