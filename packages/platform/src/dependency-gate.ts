import { jittered, pause, withDeadline } from './deadline.ts';
import type { Dependency, DependencyUnavailable } from './errors.ts';
import type { Log } from './log.ts';

/** Each resolves when the dependency answers, and rejects when it does not. */
export type Probes = Readonly<Partial<Record<Dependency, () => Promise<unknown>>>>;

export type DependencyGate = {
  /** Shuts the gate until the dependency answers its probe; calls while it is shut only add to what is awaited. */
  readonly shutUntilBack: (unavailable: DependencyUnavailable) => void;
};

type GateOptions = {
  readonly probes: Probes;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
};

const PROBE_INTERVAL_MS = 1000;
const PROBE_TIMEOUT_MS = 2000;

/** Keeps a worker from taking jobs that it cannot do: taking and giving them back would only wear Redis. */
export function createDependencyGate({ probes, log, signal, shut, open }: GateOptions): DependencyGate {
  const away = new Set<Dependency>();

  const answers = async (dependency: Dependency): Promise<boolean> => {
    const probe = probes[dependency];
    // Without a probe the next job is the probe.
    if (!probe) return true;
    try {
      await withDeadline(probe(), PROBE_TIMEOUT_MS, 'no answer');
      return true;
    } catch {
      return false;
    }
  };

  const probeAll = async (): Promise<void> => {
    await pause(jittered(PROBE_INTERVAL_MS), signal);
    for (const dependency of [...away]) {
      if (await answers(dependency)) away.delete(dependency);
    }
  };

  const watch = async (): Promise<void> => {
    await shut();
    while (away.size > 0 && !signal.aborted) await probeAll();
    if (signal.aborted) return;
    log.info('dependency is back, taking jobs again');
    await open();
  };

  return {
    shutUntilBack(unavailable) {
      const watching = away.size > 0;
      away.add(unavailable.dependency);
      if (watching || signal.aborted) return;
      log.warn('dependency is away, taking no jobs', {
        dependency: unavailable.dependency,
        error: unavailable,
      });
      watch().catch((error: unknown) => log.error('dependency watch stopped', { error }));
    },
  };
}
