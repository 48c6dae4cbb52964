import type { JobDefinition } from '@hadir/contracts';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { jittered } from './deadline.ts';
import { unavailableDependency } from './dependency.ts';
import { AppError, type DependencyUnavailable, type ErrorCode, FatalJobError } from './errors.ts';
import type { Log } from './log.ts';

export type JobContext = {
  readonly jobId: string;
  /** 1 for the first attempt; waiting for a dependency spends none. */
  readonly attempt: number;
  /** Aborted when the process must stop before the job is done; another worker then takes the job. */
  readonly signal: AbortSignal;
};

/** A job that is being handled, and the token that its lock is held by. */
export type JobInHand = { readonly job: Job; readonly token: string | undefined };

type ProcessorOptions<Definition extends JobDefinition> = {
  readonly job: Definition;
  readonly handle: (payload: z.output<Definition['payload']>, context: JobContext) => Promise<void>;
  readonly log: Log;
  readonly onUnavailable: (unavailable: DependencyUnavailable) => void;
};

/** How long a job rests after its dependency was away; it can be taken by any worker then. */
const REST_MS = 1000;

const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  'bad-request',
  'not-found',
  'too-large',
  'unprocessable',
  'unsupported-media',
]);

/** What BullMQ calls for each job: `handle`, with its errors turned into what BullMQ understands. */
export function createProcessor<Definition extends JobDefinition>(options: ProcessorOptions<Definition>) {
  const { job: definition, handle, log, onUnavailable } = options;
  const inHand = new Set<JobInHand>();
  const never = new AbortController().signal;

  const settle = async (entry: JobInHand, error: unknown): Promise<Error> => {
    const unavailable = unavailableDependency(error);
    if (!unavailable) return toBullError(error);
    onUnavailable(unavailable);
    await giveBack(entry, jittered(REST_MS), log);
    return new DelayedError();
  };

  // BullMQ passes a signal only to a function that declares three parameters.
  const process = async (job: Job, token: string | undefined, signal: AbortSignal | undefined) => {
    const entry = { job, token };
    inHand.add(entry);
    try {
      const context = { jobId: job.id ?? '', attempt: job.attemptsMade + 1, signal: signal ?? never };
      await handle(parsePayload(definition, job.data), context);
    } catch (error) {
      throw await settle(entry, error);
    } finally {
      inHand.delete(entry);
    }
  };
  return { process, inHand: inHand as ReadonlySet<JobInHand> };
}

/**
 * Moves the job out of this worker's hands without spending an attempt, to be taken again after `delayMs`. When even
 * that fails (Redis is away), the lock runs out and the job is taken over as stalled, which spends no attempt either.
 */
export async function giveBack({ job, token }: JobInHand, delayMs: number, log: Log): Promise<void> {
  try {
    await job.moveToDelayed(Date.now() + delayMs, token);
  } catch (error) {
    log.warn('job could not be given back', { jobId: job.id, error });
  }
}

function parsePayload<Definition extends JobDefinition>(
  definition: Definition,
  data: unknown,
): z.output<Definition['payload']> {
  const parsed = definition.payload.safeParse(data);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'payload');
    throw new FatalJobError('bad-payload', `not valid: ${fields.join(', ')}`);
  }
  return parsed.data as z.output<Definition['payload']>;
}

/** UnrecoverableError for what no retry can help, so that BullMQ does not retry it; the error itself otherwise. */
function toBullError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!isFatal(error)) return error;
  const fatal = new UnrecoverableError(error.message);
  if (error.stack !== undefined) fatal.stack = error.stack;
  fatal.cause = error;
  return fatal;
}

function isFatal(error: Error): boolean {
  return error instanceof FatalJobError || (error instanceof AppError && fatalCodes.has(error.code));
}
