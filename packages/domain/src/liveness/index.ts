export * from './judge-liveness.ts';
export { defaultLivenessRule, type LivenessRule } from './liveness-rule.ts';
export type * from './presentation-sample.ts';
