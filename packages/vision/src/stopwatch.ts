/** A stretch of work: by the clock, and of CPU by the whole process. */
export type Lap = {
  readonly ms: number;
  /** Only what the stretch itself used when nothing else ran meanwhile. */
  readonly cpuMs: number;
};

/** Answers a function that ends a lap and begins the next. */
export function startStopwatch(): () => Lap {
  let startedAt = performance.now();
  let usage = process.cpuUsage();
  return () => {
    const endedAt = performance.now();
    const { user, system } = process.cpuUsage(usage);
    const lap = { ms: endedAt - startedAt, cpuMs: (user + system) / 1000 };
    usage = process.cpuUsage();
    startedAt = endedAt;
    return lap;
  };
}
