import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Queue } from './queue.ts';

type Labels = Readonly<Record<string, string>>;

export type Metrics = {
  /** `name` is given without the prefix: 'frames_total' becomes `hadir_frames_total`. */
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
  /** `collect`, where given, is asked for the value at each scrape; when it rejects there is no value. */
  gauge(
    name: string,
    help: string,
    labels?: readonly string[],
    collect?: (gauge: Gauge) => Promise<void>,
  ): Gauge;
  /** The whole page, in the Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
};

const PREFIX = 'hadir_';

/** One registry for a process, with Node's own figures; every metric carries the label `service`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service } satisfies Labels);
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const registers = [registry];
  return {
    counter: (name, help, labelNames = []) =>
      new Counter({ name: PREFIX + name, help, labelNames: [...labelNames], registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new Histogram({
        name: PREFIX + name,
        help,
        buckets: [...buckets],
        labelNames: [...labelNames],
        registers,
      }),
    gauge: (name, help, labelNames = [], collect) => {
      const gauge: Gauge = new Gauge({
        name: PREFIX + name,
        help,
        labelNames: [...labelNames],
        registers,
        ...(collect && { collect: () => collect(gauge).catch(() => gauge.reset()) }),
      });
      return gauge;
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** `hadir_queue_jobs{queue,state}` and `hadir_queue_oldest_seconds{queue}`, read from Redis at each scrape. */
export function measureQueues(
  metrics: Metrics,
  queues: Readonly<Record<string, Pick<Queue<never>, 'counts' | 'oldestWaitingMs'>>>,
): void {
  metrics.gauge('queue_jobs', 'Jobs in a queue by state', ['queue', 'state'], async (gauge) => {
    for (const [queue, { counts }] of Object.entries(queues)) {
      for (const [state, count] of Object.entries(await counts())) gauge.set({ queue, state }, count);
    }
  });
  metrics.gauge('queue_oldest_seconds', 'Age of the oldest unstarted job', ['queue'], async (gauge) => {
    for (const [queue, { oldestWaitingMs }] of Object.entries(queues)) {
      gauge.set({ queue }, ((await oldestWaitingMs()) ?? 0) / 1000);
    }
  });
}
