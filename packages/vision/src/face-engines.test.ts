import { describe } from 'vitest';
import { createFaceEngine } from './create-face-engine.ts';
import { createSiftEngine } from './create-sift-engine.ts';
import { faceEngineContract } from './testing/contract/face-engine-contract.ts';

describe('sift without networks', () => faceEngineContract(() => createSiftEngine()));

describe.each(['sift', 'deep', 'fused'] as const)('%s with networks', (engine) =>
  faceEngineContract(() => createFaceEngine({ engine })),
);
