export * from './occurrence-days.ts';
