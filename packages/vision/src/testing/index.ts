export { type SyntheticPopulation, syntheticPopulation } from './synthetic-people.ts';
