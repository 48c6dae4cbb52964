import { z } from 'zod';

const counts = z.object({
  create: z.number(),
  change: z.number(),
  remove: z.number(),
  unchanged: z.number(),
});

export const Import = z.looseObject({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  rowCount: z.number(),
  errorCount: z.number(),
  warningCount: z.number(),
  counts: z.record(z.string(), counts.optional()),
});
export type Import = z.output<typeof Import>;

export const ImportProblem = z.looseObject({
  row: z.number().nullable(),
  column: z.string().nullable(),
  code: z.string(),
  severity: z.string(),
  message: z.string(),
});
export type ImportProblem = z.output<typeof ImportProblem>;

const texts = z.record(z.string(), z.string().nullable()).nullable();
export const ImportChange = z.looseObject({
  row: z.number().nullable(),
  action: z.string(),
  subject: z.string(),
  key: z.string(),
  before: texts,
  after: texts,
});
export type ImportChange = z.output<typeof ImportChange>;
