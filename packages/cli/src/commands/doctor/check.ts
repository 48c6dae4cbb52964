import type { Context } from '../../command/context.ts';

export type Finding = {
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
  /** What to do; only for a failure. */
  readonly fix?: string;
};

/** One thing that must be right, and how to mend it when it is not. A check that throws has failed. */
export type Check = {
  readonly name: string;
  readonly run: (context: Context) => Promise<Finding>;
  /** The fix for a check that threw. */
  readonly fix: string;
};

export function ok(detail: string): Finding {
  return { status: 'ok', detail };
}

export function failed(detail: string, fix: string): Finding {
  return { status: 'failed', detail, fix };
}

export function skipped(detail: string): Finding {
  return { status: 'skipped', detail };
}
