import type { EvaluationReport } from '@hadir/vision';
import { facts, table } from '../../output/table.ts';

type Point = { readonly at: string; readonly threshold: number; readonly dir: number };
type Probes = { readonly probes: number; readonly missed: number };

/** The figures that count, each with the number of probes behind it. */
export function evaluationText(report: EvaluationReport, width: number): string {
  const { engine, modelVersion, enrolled, known, strangers, rank1, operatingPoints, shipped, cpuMs } = report;
  const about = facts([
    ['Engine', `${engine} (${modelVersion})`],
    ['Enrolled', `${enrolled.people} people with ${enrolled.photos} photos${missed(enrolled.missed)}`],
    ['Known probes', probes(known)],
    ['Stranger probes', probes(strangers)],
    ['Rank-1', share(rank1)],
  ]);
  const points: Point[] = [
    ...operatingPoints,
    { at: `shipped, margin ${shipped.margin}`, threshold: shipped.threshold, dir: shipped.dir },
  ];
  const rates = table(
    points,
    [
      { title: 'at', value: ({ at }: Point) => at },
      { title: 'threshold', value: ({ threshold }: Point) => threshold.toFixed(2), align: 'right' },
      { title: 'DIR', value: ({ dir }: Point) => share(dir), align: 'right' },
    ],
    width,
  );
  const cpu = Object.entries(cpuMs).map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`);
  return [
    about,
    '',
    rates,
    '',
    `As shipped: ${shipped.wrong} of ${known.probes} taken for another, ${shipped.strangersAccepted} of ${strangers.probes} strangers accepted.`,
    `CPU ms: ${cpu.join(', ')}.`,
  ].join('\n');
}

function probes({ probes: count, missed: notFound }: Probes): string {
  return `${count}${missed(notFound)}`;
}

function missed(count: number): string {
  return count === 0 ? '' : `, in ${count} no face was found`;
}

function share(value: number): string {
  return value.toFixed(3);
}
