import type { GalleryBench } from './bench-gallery.ts';
import type { IngestBench } from './bench-ingest.ts';
import type { LatencyBench } from './bench-latency.ts';
import type { MatcherBench } from './bench-matcher.ts';
import type { PipelineBench } from './bench-pipeline.ts';
import type { ReportsBench } from './bench-reports.ts';
import type { SearchBench } from './bench-search.ts';
import type { BenchReport } from './run-benches.ts';

/** What was measured, the figure, and the aim if there is one. */
type Row = readonly [what: string, figure: string, aim?: string];

const HEAD: Row = ['Measured', 'Figure', 'Aim'];

/** A report for people: figures and aims side by side. */
export function tableOf(report: BenchReport): string {
  const { machine, ingest, search, pipeline, latency, gallery, matcher, reports } = report;
  const rows: readonly Row[] = [
    ...(ingest ? ingestRows(ingest) : []),
    ...(search ? searchRows(search) : []),
    ...(pipeline ? pipelineRows(pipeline) : []),
    ...(latency ? latencyRows(latency) : []),
    ...(gallery ? galleryRows(gallery) : []),
    ...(matcher ? matcherRows(matcher) : []),
    ...(reports ? reportRows(reports) : []),
  ];
  const { node, cpu, cores, load } = machine;
  const title = `Node.js ${node}, ${cpu}, ${cores} cores, load ${load.toFixed(1)} before the run`;
  return `${title}\n\n${align([HEAD, ...rows])}\n`;
}

function ingestRows({ bare, raw, multipart, rawToBareCpu, multipartToBareCpu }: IngestBench): Row[] {
  const forms = Object.entries({
    'bare node:http': bare,
    'ingest, raw': raw,
    'ingest, multipart': multipart,
  });
  return [
    ...forms.map(
      ([form, { framesPerSecond, cpuMicrosPerFrame }]): Row => [
        `${form}: frames of 20 KB`,
        `${framesPerSecond.toFixed(0)}/s, ${cpuMicrosPerFrame.toFixed(0)} µs CPU each`,
      ],
    ),
    ['CPU of bare ÷ raw', rawToBareCpu.toFixed(2), '≥ 0.3'],
    ['CPU of bare ÷ multipart', multipartToBareCpu.toFixed(2)],
  ];
}

function searchRows({ rosters, largestToSmallest, agreesWithExact }: SearchBench): Row[] {
  const perRoster = rosters.flatMap((figures): Row[] => [
    [
      `search of ${figures.students} students`,
      `${figures.searchCpuMs.toFixed(1)} ms CPU; exact ${figures.exactCpuMs.toFixed(0)} ms, loop ${figures.naiveCpuMs.toFixed(0)} ms`,
    ],
    ['  loop ÷ search', figures.naiveToSearch.toFixed(0)],
    [
      '  same decision as exact search',
      `${percent(figures.agreesWithExact)} of ${figures.exactProbes}`,
      '≥ 95 %',
    ],
  ]);
  return [
    ...perRoster,
    ['search of the largest ÷ smallest', largestToSmallest.toFixed(2), '≤ 3'],
    ['same decision, all rosters', percent(agreesWithExact), '≥ 95 %'],
  ];
}

function pipelineRows({ framesPerSecondPerCore, cpuMsPerFrame, stageCpuMs }: PipelineBench): Row[] {
  const stages = Object.entries(stageCpuMs).map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`);
  return [
    ['VGA frames with one face', `${framesPerSecondPerCore.toFixed(1)}/s per core`, '≥ 15/s'],
    ['  CPU of each', `${cpuMsPerFrame.toFixed(1)} ms: ${stages.join(', ')}`],
  ];
}

function latencyRows({ rates }: LatencyBench): Row[] {
  return rates.map(({ framesPerSecond, p50Ms, p95Ms, refused, undecided, drainMs }): Row => {
    const late = `last done ${(drainMs / 1000).toFixed(1)} s after the last POST`;
    const lost = refused + undecided > 0 ? `; ${refused} refused, ${undecided} undecided` : '';
    return [`POST to record at ${framesPerSecond}/s`, `p50 ${p50Ms} ms, p95 ${p95Ms} ms; ${late}${lost}`];
  });
}

function galleryRows({ sizes, growth, fusedGrowth }: GalleryBench): Row[] {
  const perSize = sizes.flatMap((figures): Row[] => {
    const { people, searchCpuMs, fusedCpuMs, recall, probes, bytesPerPerson, buildCpuMs } = figures;
    const memory = `${(bytesPerPerson / 1024).toFixed(1)} KB a person, built in ${(buildCpuMs / 1000).toFixed(2)} s CPU`;
    return [
      [`deep search of ${people} people`, `${searchCpuMs.toFixed(2)} ms CPU`],
      ['  the person shown comes first', `${percent(recall)} of ${probes}`, '≥ 99.9 %'],
      ['  memory of the gallery', memory],
      ['  fused search', `${fusedCpuMs.toFixed(1)} ms CPU`],
    ];
  });
  return [
    ...perSize,
    ['deep search of the largest ÷ smallest', growth.toFixed(2), '≤ 4'],
    ['fused search of the largest ÷ smallest', fusedGrowth.toFixed(2), '≤ 4'],
  ];
}

function matcherRows(figures: MatcherBench): Row[] {
  const { people, photosEach, readyMs, readyCpuMs, loadMs, rssMb, peakRssMb, soak } = figures;
  const ready = `ready in ${(readyMs / 1000).toFixed(1)} s, ${(readyCpuMs / 1000).toFixed(1)} s CPU`;
  const rows: Row[] = [
    [`new matcher, ${people} people × ${photosEach} photos`, ready, '≤ 10 s'],
    ['  loading the gallery', `${(loadMs / 1000).toFixed(1)} s`],
    ['  memory of its process', `${rssMb.toFixed(0)} MB, at most ${peakRssMb.toFixed(0)} MB`, '≤ 700 MB'],
  ];
  if (!soak) return rows;
  const { frames, rssMbByMinute, lastToMiddle } = soak;
  const minutes = `${rssMbByMinute.map((mb) => mb.toFixed(0)).join(' ')} MB`;
  return [
    ...rows,
    [`  after each of ${rssMbByMinute.length} minutes, ${frames} frames`, minutes],
    ['  last third of them ÷ second', lastToMiddle?.toFixed(3) ?? 'too short', 'about 1'],
  ];
}

function reportRows({ records, seedSeconds, summaries, matrix }: ReportsBench): Row[] {
  return [
    [`a semester of ${records} records is made`, `${seedSeconds.toFixed(0)} s`],
    ...summaries.map(({ span, records: counted, medianMs, slowestMs }): Row => {
      const figure = `${medianMs.toFixed(0)} ms, at most ${slowestMs.toFixed(0)} ms; ${counted} records`;
      return [`  daily summary of a ${span}`, figure, span === 'day' ? '≤ 300 ms' : ''];
    }),
    ...matrix.map(({ format, medianMs, bytes, peakRssMb }): Row => {
      const figure = `${medianMs.toFixed(0)} ms, ${(bytes / 1024).toFixed(0)} KB; api at most ${peakRssMb.toFixed(0)} MB`;
      return [
        `  200 students × 40 sessions as ${format}`,
        figure,
        format === 'xlsx' ? '≤ 3 s, ≤ 200 MB' : '',
      ];
    }),
  ];
}

function align(rows: readonly Row[]): string {
  const width = (at: 0 | 1): number => Math.max(...rows.map((row) => row[at].length));
  return rows
    .map(([what, figure, aim = '']) =>
      `${what.padEnd(width(0))}  ${figure.padEnd(width(1))}  ${aim}`.trimEnd(),
    )
    .join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
