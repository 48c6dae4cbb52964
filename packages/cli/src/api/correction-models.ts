import { z } from 'zod';
import { Student } from './models.ts';

/** What commands read of the api's answers about corrections, look-alikes and settings. Loose, as in models.ts. */
export const Correction = z.looseObject({
  id: z.string(),
  sightingId: z.string().nullable(),
  studentId: z.string(),
  kind: z.string(),
  madeAt: z.string(),
  reason: z.string(),
  hasCrop: z.boolean(),
  learning: z.string(),
  learningNote: z.string().nullable(),
  mark: z.object({ before: z.string().nullable(), after: z.string().nullable() }).nullable(),
});
export type Correction = z.output<typeof Correction>;

export const LookAlike = z.looseObject({
  id: z.string(),
  students: z.tuple([Student, Student]),
  score: z.number(),
  foundAt: z.string(),
  dismissedAt: z.string().nullable(),
});
export type LookAlike = z.output<typeof LookAlike>;

const rule = z.object({ threshold: z.number(), margin: z.number() }).nullable();

export const Settings = z.looseObject({
  version: z.number(),
  keepUnknowns: z.boolean(),
  livenessMode: z.string(),
  matchRule: z.object({ sift: rule, deep: rule, fused: rule }),
  adaptGallery: z.boolean(),
  reviewOutsiders: z.boolean(),
  expression: z.looseObject({
    enabled: z.boolean(),
    acknowledgedAt: z.string().nullable(),
    by: z.string().nullable(),
  }),
  retention: z.record(z.string(), z.number()).optional(),
  erasure: z.object({ attendance: z.string() }).optional(),
  expressionNotice: z.string(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
});
export type Settings = z.output<typeof Settings>;
