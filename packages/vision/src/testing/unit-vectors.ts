/** Numbers from 0 to below 1, the same for the same seed. Park and Miller's generator. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** `count` unit vectors in every direction alike, one after the other: people who are strangers to each other. */
export function unitVectors(count: number, dimensions: number, random: () => number): Float32Array {
  const rows = new Float32Array(count * dimensions);
  for (let at = 0; at < rows.length; at += dimensions) {
    const row = rows.subarray(at, at + dimensions);
    for (let i = 0; i < dimensions; i++) row[i] = normal(random);
    scale(row, 1 / length(row));
  }
  return rows;
}

/** A unit vector at this cosine to a person's and random otherwise: the person, seen again. */
export function plantedProbe(person: Float32Array, cosine: number, random: () => number): Float32Array {
  const dimensions = person.length;
  const probe = unitVectors(1, dimensions, random);
  const along = product(probe, person);
  for (let i = 0; i < dimensions; i++) probe[i] = (probe[i] as number) - along * (person[i] as number);
  scale(probe, Math.sqrt(1 - cosine * cosine) / length(probe));
  for (let i = 0; i < dimensions; i++) probe[i] = (probe[i] as number) + cosine * (person[i] as number);
  return probe;
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function product(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
}

function length(vector: Float32Array): number {
  return Math.sqrt(product(vector, vector));
}

function scale(vector: Float32Array, by: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * by;
}
