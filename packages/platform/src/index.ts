export * from './errors.ts';
export * from './secret-box.ts';
