export { type SyntheticPopulation, syntheticPopulation } from './synthetic-people.ts';
export { plantedProbe, seededRandom, unitVectors } from './unit-vectors.ts';
