export * from './attendance-share.ts';
export * from './judge-again.ts';
export * from './left-early.ts';
export * from './rule.ts';
