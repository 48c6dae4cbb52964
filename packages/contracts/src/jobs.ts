import { z } from 'zod';
import { Frame } from './frame.ts';

export type JobDefinition<Payload extends z.ZodType = z.ZodType> = {
  readonly queue: string;
  readonly payload: Payload;
  readonly attempts: number;
  /** First delay of the exponential back-off; jitter is added to it. */
  readonly backoffMs: number;
};

/** Every job that crosses a process boundary, and nothing else. Jobs carry ids, never images, names or templates. */
export const jobs = {
  /** ingest → matcher. The job's id is the frame's; the bytes wait in the frame store under the same id. */
  identifyFrame: { queue: 'identify-frame', payload: Frame, attempts: 5, backoffMs: 1000 },
  /** api → matcher. The job's id is the enrolment's; the photos wait in the object store. */
  enrolPerson: {
    queue: 'enrol-person',
    payload: z.object({ enrolmentId: z.uuid() }),
    attempts: 5,
    backoffMs: 1000,
  },
  /** api → matcher. The job's id is the correction's; its crop waits in the object store. */
  learnCorrection: {
    queue: 'learn-correction',
    payload: z.object({ correctionId: z.uuid() }),
    attempts: 5,
    backoffMs: 1000,
  },
  /** matcher → matcher, on a schedule. */
  backUp: { queue: 'back-up', payload: z.object({}), attempts: 3, backoffMs: 60_000 },
  /** matcher → matcher, every night. */
  findLookAlikes: { queue: 'find-look-alikes', payload: z.object({}), attempts: 3, backoffMs: 60_000 },
  /** api → api, every hour: what has been kept for as long as the site lets it goes. */
  keepRetention: { queue: 'keep-retention', payload: z.object({}), attempts: 3, backoffMs: 60_000 },
  /** api → api, some time after an erasure: what was on its way to the object store meanwhile goes too. */
  sweepErased: {
    queue: 'sweep-erased',
    payload: z.object({ studentId: z.uuid() }),
    attempts: 10,
    backoffMs: 5000,
  },
  /** api → api, every minute. */
  pruneNotifications: {
    queue: 'prune-notifications',
    payload: z.object({}),
    attempts: 3,
    backoffMs: 60_000,
  },
  watchDevices: { queue: 'watch-devices', payload: z.object({}), attempts: 2, backoffMs: 5000 },
  /** api → api, every minute. */
  closeSessions: { queue: 'close-sessions', payload: z.object({}), attempts: 2, backoffMs: 5000 },
  /** api → api, every minute: reports that are due by e-mail. */
  sendReports: { queue: 'send-reports', payload: z.object({}), attempts: 2, backoffMs: 5000 },
  /** api → api, every minute. */
  applyRules: { queue: 'apply-rules', payload: z.object({}), attempts: 2, backoffMs: 5000 },
  /** api → api, every hour. */
  forgetImports: { queue: 'forget-imports', payload: z.object({}), attempts: 2, backoffMs: 60_000 },
  /** api → api, every minute. */
  sealAudit: { queue: 'seal-audit', payload: z.object({}), attempts: 2, backoffMs: 5000 },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobs;
