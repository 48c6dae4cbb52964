import { arch, availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { benchGallery, type GalleryBench, type GallerySize } from './bench-gallery.ts';
import { benchIngest, type IngestBench } from './bench-ingest.ts';
import { benchLatency, type LatencyBench } from './bench-latency.ts';
import { benchMatcher, type MatcherBench } from './bench-matcher.ts';
import type { BenchOptions } from './bench-options.ts';
import { benchPipeline, type PipelineBench } from './bench-pipeline.ts';
import { benchReports, type ReportsBench } from './bench-reports.ts';
import { benchSearch, type RosterPlan, type SearchBench } from './bench-search.ts';

export type BenchReport = {
  readonly at: string;
  readonly quick: boolean;
  readonly machine: {
    readonly node: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    /** Of the last minute before the run: figures from a busy machine are worse than from an idle one. */
    readonly load: number;
  };
  readonly ingest?: IngestBench;
  readonly search?: SearchBench;
  readonly pipeline?: PipelineBench;
  readonly latency?: LatencyBench;
  readonly gallery?: GalleryBench;
  readonly matcher?: MatcherBench;
  readonly reports?: ReportsBench;
};

type Sizes = {
  readonly ingestFrames: number;
  readonly rosters: readonly RosterPlan[];
  readonly scenes: number;
  readonly seconds: number;
  readonly galleries: readonly GallerySize[];
  readonly campus: number;
  readonly records: number;
};

const FULL: Sizes = {
  ingestFrames: 4000,
  rosters: [
    { students: 40, probes: 100, exactProbes: 100 },
    { students: 400, probes: 100, exactProbes: 100 },
    { students: 4000, probes: 100, exactProbes: 12 },
  ],
  scenes: 6,
  seconds: 20,
  galleries: [1000, 10_000, 100_000].map((people) => ({ people, probes: 2000 })),
  campus: 10_000,
  records: 2_000_000,
};

const QUICK: Sizes = {
  ingestFrames: 1000,
  rosters: [
    { students: 40, probes: 40, exactProbes: 40 },
    { students: 400, probes: 40, exactProbes: 20 },
    { students: 4000, probes: 40, exactProbes: 4 },
  ],
  scenes: 2,
  seconds: 10,
  galleries: [1000, 10_000, 100_000].map((people) => ({ people, probes: 300 })),
  campus: 1000,
  records: 200_000,
};

const RATES = [1, 5, 20];
const PHOTOS_EACH = 3;
const REPORT_RUNS = 7;

export type Progress = (line: string) => void;

/** One after the other, so that none disturbs another. What they keep goes into `dir`. */
export async function runBenches(
  { benches, quick, soakMinutes }: Pick<BenchOptions, 'benches' | 'quick' | 'soakMinutes'>,
  dir: string,
  progress: Progress,
): Promise<BenchReport> {
  const { ingestFrames, rosters, scenes, seconds, galleries, campus, records } = quick ? QUICK : FULL;
  const machine = describeMachine();
  const run = {
    ingest: () => benchIngest(join(dir, 'ingest'), ingestFrames),
    search: () => benchSearch(rosters, progress),
    pipeline: () => benchPipeline(scenes),
    latency: () => benchLatency({ framesPerSecond: RATES, seconds }, progress),
    gallery: () => benchGallery(galleries, progress),
    matcher: () => benchMatcher({ people: campus, photosEach: PHOTOS_EACH, soakMinutes }, progress),
    reports: () => benchReports(join(dir, 'reports'), { records, runs: REPORT_RUNS }, progress),
  };
  const figures: Record<string, unknown> = {};
  for (const bench of benches) {
    progress(bench);
    figures[bench] = await run[bench]();
  }
  return { at: new Date().toISOString(), quick, machine, ...figures };
}

function describeMachine(): BenchReport['machine'] {
  return {
    node: process.version,
    arch: arch(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  };
}
