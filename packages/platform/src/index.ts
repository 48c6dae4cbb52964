export * from './errors.ts';
export * from './object-store.ts';
export * from './secret-box.ts';
