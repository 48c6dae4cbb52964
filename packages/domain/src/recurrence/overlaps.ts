/** From its start to its end, which is not part of it. */
export type HeldTime = { readonly startsAt: Date; readonly endsAt: Date };

/**
 * Every two that share a moment, each pair once: the one that starts first comes first, and of equal starts the one given
 * first. What ends when the next starts shares none.
 */
export function findOverlaps<Each extends HeldTime>(intervals: readonly Each[]): [Each, Each][] {
  const sorted = intervals.toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
  const pairs: [Each, Each][] = [];
  let running: Each[] = [];
  for (const next of sorted) {
    running = running.filter(({ endsAt }) => endsAt > next.startsAt);
    for (const one of running) pairs.push([one, next]);
    running.push(next);
  }
  return pairs;
}
