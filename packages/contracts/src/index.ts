export * from './frame.ts';
export * from './frame-answer.ts';
export * from './jobs.ts';
export * from './object-keys.ts';
export * from './outcome.ts';
export * from './site-settings.ts';
export * from './template-context.ts';
export * from './wire-protocol.ts';
