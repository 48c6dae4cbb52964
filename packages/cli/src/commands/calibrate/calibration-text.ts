import type { RatesAtThreshold } from '@hadir/domain';
import { facts, table } from '../../output/table.ts';
import { interval, share } from '../evaluate/figures.ts';
import type { CalibrationReport, CourseChange } from './calibration-report.ts';

/** What the labels say, what is proposed, and what it would have changed. */
export function calibrationText(report: CalibrationReport, width: number): string {
  const { engine, modelVersion, sessions, sightings, result, assumed, labelledOnly, isCut } = report;
  const { have } = result;
  const about = facts([
    ['Engine', `${engine} (${modelVersion ?? 'nothing seen'})`],
    ['Seen', `${sightings} sightings in ${sessions} sessions${isCut ? ', the latest left out' : ''}`],
    ['Genuine', `${have.genuine} presentations of ${have.people} people`],
    ['Strangers', `${have.impostors} presentations${labelledOnly ? '' : `, ${assumed} of them assumed`}`],
  ]);
  return [about, ...outcome(report, width)].join('\n\n');
}

function outcome(report: CalibrationReport, width: number): string[] {
  const { result, now, proposed, changes } = report;
  if (result.kind === 'too-few' || !proposed || !changes) return [tooFew(report)];
  const rows = [
    { name: 'now', rates: now, threshold: report.current.threshold },
    { name: 'proposed', rates: result.proposed, threshold: proposed.threshold },
  ];
  const lead = `Proposed: threshold ${proposed.threshold}, margin ${proposed.margin} as now. With other presentations of this site it would lie from ${share(result.interval.low)} to ${share(result.interval.high)}.`;
  return [ratesTable(rows, width), lead, changesText(changes.courses, width)];
}

/** How many labels are wanting, and how they come about. */
export function tooFew({ result, targetFpir }: CalibrationReport): string {
  const { have } = result;
  const need = result.kind === 'too-few' ? result.need : have;
  const wanting = [
    wants(need.genuine - have.genuine, 'genuine presentations'),
    wants(need.people - have.people, 'people seen'),
    wants(need.impostors - have.impostors, "strangers' presentations"),
  ].filter((text) => text !== '');
  return `Too few labels to propose a threshold for FPIR ${targetFpir * 100} %: ${wanting.join(', ')} more are needed. They come with time: marks that stand are genuine, corrections say who was not. A longer period (--from) or a higher --target-fpir needs fewer.`;
}

function wants(count: number, what: string): string {
  return count > 0 ? `${count} ${what}` : '';
}

type Row = { readonly name: string; readonly threshold: number; readonly rates: RatesAtThreshold };

function ratesTable(rows: readonly Row[], width: number): string {
  const columns = [
    { title: '', value: ({ name }: Row) => name },
    { title: 'threshold', value: ({ threshold }: Row) => threshold.toFixed(3), align: 'right' },
    {
      title: 'DIR (95 %)',
      value: ({ rates: { dir, dirInterval } }: Row) => `${share(dir)} (${interval(dirInterval)})`,
    },
    {
      title: 'FPIR (95 %)',
      value: ({ rates: { fpir, fpirInterval } }: Row) => `${rate(fpir)} (${rates(fpirInterval)})`,
    },
  ] as const;
  return table(rows, columns, width);
}

function rates({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${rate(low)}–${rate(high)}`;
}

/** Rare things need more digits. */
export function rate(value: number): string {
  return value.toFixed(4);
}

function changesText(courses: readonly CourseChange[], width: number): string {
  if (courses.length === 0) return 'No mark of this period would have been lost or gained.';
  const columns = [
    { title: 'course', value: ({ course }: CourseChange) => course },
    { title: 'marks lost', value: ({ lost }: CourseChange) => lost, align: 'right' },
    { title: 'gained', value: ({ gained }: CourseChange) => gained, align: 'right' },
  ] as const;
  return `In this period it would have changed these marks (a gained one may be a stranger's: --json names the sessions):\n${table(courses, columns, width)}`;
}
