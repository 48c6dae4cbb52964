import { createContext, Script } from 'node:vm';

const context: { work?: (() => void) | undefined } = {};
createContext(context);
const script = new Script('work()');

/**
 * What `work` answers, or undefined when it takes longer than `limitMs`: it is broken off, wherever it is. For code of others
 * that may search for ever, such as for the 30th of February; `work` must change nothing outside itself. Not to be nested.
 */
export function withinTime<Result>(
  limitMs: number,
  work: () => Result,
): { readonly result: Result } | undefined {
  let answer: { readonly result: Result } | undefined;
  context.work = () => {
    answer = { result: work() };
  };
  try {
    script.runInContext(context, { timeout: limitMs });
    return answer;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    context.work = undefined;
  }
}

/** The error is of the other context, and no instance of this one's Error. */
function isTimeout(error: unknown): boolean {
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
