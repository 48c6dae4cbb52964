import { table } from '../../output/table.ts';
import type { LivenessReport, LivenessType, Rate } from './liveness-report.ts';

type Row = LivenessType & { readonly wrong: Rate; readonly suspicion: Rate };

/** APCER for each type of attack and BPCER, with what each cue said. */
export function livenessText({ genuine, attacks, network }: LivenessReport, width: number): string {
  const columns = (wrong: string, suspicion: string) =>
    [
      { title: 'type', value: ({ type, simulated }: Row) => (simulated ? `${type} (drawn)` : type) },
      { title: 'n', value: ({ presentations }: Row) => presentations, align: 'right' },
      { title: 'live', value: ({ live }: Row) => live, align: 'right' },
      { title: 'undecided', value: ({ undecided }: Row) => undecided, align: 'right' },
      { title: 'suspected', value: ({ suspected }: Row) => suspected, align: 'right' },
      { title: wrong, value: (row: Row) => rate(row.wrong), align: 'right' },
      { title: suspicion, value: (row: Row) => rate(row.suspicion), align: 'right' },
      { title: 'cues', value: cuesOf, flexible: true },
    ] as const;
  const genuineRows = genuine.map((row) => ({ ...row, wrong: row.bpcer, suspicion: row.suspectedRate }));
  const attackRows = attacks.map((row) => ({ ...row, wrong: row.apcer, suspicion: row.notSuspected }));
  const networkColumns = [
    { title: 'liveness network alone', value: ({ type }: LivenessReport['network'][number]) => type },
    { title: 'n', value: (row: LivenessReport['network'][number]) => row.presentations, align: 'right' },
    {
      title: 'taken for live',
      value: (row: LivenessReport['network'][number]) => rate(row.accepted),
      align: 'right',
    },
  ] as const;
  const drawn = [...genuine, ...attacks].some(({ simulated }) => simulated);
  return [
    ...(genuine.length > 0 ? [table(genuineRows, columns('BPCER (enforced)', 'suspected'), width)] : []),
    ...(attacks.length > 0 ? [table(attackRows, columns('APCER (enforced)', 'not suspected'), width)] : []),
    ...(network.length > 0 ? [table(network, networkColumns, width)] : []),
    ...(drawn
      ? ['Drawn presentations are simulated from photos: docs/presentation-attacks.md says how.']
      : []),
  ].join('\n\n');
}

function rate({ value, interval: { low, high } }: Rate): string {
  return `${percent(value)} (${percent(low)}–${percent(high)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function cuesOf({ cues }: Row): string {
  return Object.entries(cues)
    .flatMap(([name, { live, spoof }]) => [
      ...(live > 0 ? [`${name} live ${live}`] : []),
      ...(spoof > 0 ? [`${name} spoof ${spoof}`] : []),
    ])
    .join(', ');
}
