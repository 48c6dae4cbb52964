import { z } from 'zod';

/** What commands read of the api's answers about privacy. Loose: fields they do not know stay in `--json`. */
export const RetentionRun = z.looseObject({
  kind: z.string(),
  startedAt: z.string(),
  deleted: z.number(),
  oldestLeftAt: z.string().nullable(),
  isComplete: z.boolean(),
  error: z.string().nullable(),
});
export type RetentionRun = z.output<typeof RetentionRun>;

export const RetentionDue = z.looseObject({
  rules: z.record(z.string(), z.number()),
  due: z.array(z.looseObject({ kind: z.string(), unit: z.string(), due: z.number() })),
});

export const Receipt = z.looseObject({
  id: z.string(),
  erasedAt: z.string(),
  isGenuine: z.boolean(),
  signature: z.string(),
  statement: z.looseObject({
    subjectId: z.string(),
    rows: z.record(z.string(), z.number()),
    attendance: z.string(),
    objects: z.number(),
    backups: z.string(),
    shortTerm: z.number().nullable(),
    appendOnlyFile: z.string(),
    remains: z.array(z.object({ what: z.string(), until: z.string().nullable() })),
  }),
});
export type Receipt = z.output<typeof Receipt>;

export const Erasure = z.looseObject({
  studentId: z.string(),
  rowsErased: z.boolean(),
  objectsErased: z.number(),
  backups: z.string(),
  receiptId: z.string().nullable(),
});

export const Notice = z.looseObject({
  version: z.string(),
  texts: z.object({ en: z.string(), id: z.string() }),
  publishedAt: z.string(),
  isCurrent: z.boolean(),
});
export type Notice = z.output<typeof Notice>;

export const ConsentState = z.looseObject({
  student: z.looseObject({ id: z.string(), number: z.string(), name: z.string() }),
  state: z.string(),
  noticeVersion: z.string().nullable(),
  grantedAt: z.string().nullable(),
  declinedAt: z.string().nullable(),
});
export type ConsentState = z.output<typeof ConsentState>;
