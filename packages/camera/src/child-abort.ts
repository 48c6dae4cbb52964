import { setMaxListeners } from 'node:events';

export type ChildAbort = {
  readonly signal: AbortSignal;
  /** Aborts the child alone, and lets go of the parent. */
  abort(): void;
};

/** A signal that is aborted with its parent or by itself. `AbortSignal.any` would hold on to a long-lived parent. */
export function childAbort(parent: AbortSignal | undefined): ChildAbort {
  const child = new AbortController();
  // Every camera of a group listens, and Node warns from the eleventh on.
  setMaxListeners(0, child.signal);
  const abort = (): void => {
    parent?.removeEventListener('abort', abort);
    child.abort();
  };
  parent?.addEventListener('abort', abort, { once: true });
  if (parent?.aborted) abort();
  return { signal: child.signal, abort };
}
