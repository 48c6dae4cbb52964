export * from './occurrence-days.ts';
export * from './overlaps.ts';
