import type { Fusion, MeasuredHalf } from '@hadir/vision';
import { facts, table } from '../../output/table.ts';
import { interval, share } from '../evaluate/figures.ts';

/** What was learned, and how well it holds on the people who did not teach. */
export function fusionText({ weights, calibration, provenance }: Fusion, width: number): string {
  const { people, strangers, pairs, measured } = provenance;
  const about = facts([
    ['Learned from', `${people.training} people, ${strangers.training} strangers`],
    ['Pairs', `${pairs.genuine} genuine, ${pairs.impostor} impostor`],
    [
      'Weights',
      Object.entries(weights)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ],
    ['Threshold', `${calibration.threshold}, margin ${calibration.margin}`],
    ['Held out', `${people.heldOut} people, ${strangers.heldOut} strangers`],
  ]);
  return `${about}\n\n${table(measured.heldOut.flatMap(rowsOf), COLUMNS, width)}`;
}

type Point = MeasuredHalf[number]['points'][number];
type Row = Point & { readonly condition: string; readonly engine: string };

const COLUMNS = [
  { title: 'condition', value: ({ condition }: Row) => condition },
  { title: 'engine', value: ({ engine }: Row) => engine },
  { title: 'at', value: ({ at }: Row) => at },
  { title: 'threshold', value: ({ threshold }: Row) => threshold.toFixed(2), align: 'right' },
  { title: 'DIR (95 %)', value: ({ dir, dirInterval }: Row) => `${share(dir)} (${interval(dirInterval)})` },
  { title: 'wrong', value: ({ wrong }: Row) => wrong, align: 'right' },
  { title: 'strangers', value: ({ strangersAccepted }: Row) => strangersAccepted, align: 'right' },
] as const;

function rowsOf({ condition, engine, points }: MeasuredHalf[number]): Row[] {
  return points.map((point) => ({ ...point, condition, engine }));
}
