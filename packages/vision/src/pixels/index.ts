export * from './codec.ts';
export * from './geometry.ts';
export type { Pixels } from './pixels.ts';
