import { printable } from '../../../output/text-width.ts';
import type { RowProblem } from './bring-people.ts';
import type { PhotoOutcome } from './bring-photos.ts';

export type Tally = Readonly<Record<string, number>>;
export type LegacyReport = {
  readonly dryRun: boolean;
  readonly students: Tally;
  readonly courses: Tally;
  readonly rosterPlaces: Tally;
  readonly sessions: Tally;
  readonly attendances: Tally;
  readonly photos: Tally;
  readonly features: { readonly npyFiles: number | null; readonly reused: 0 };
  readonly people: readonly PhotoOutcome[];
  readonly problems: readonly RowProblem[];
};

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  'needs-consent': 'the old system kept no consent: ask, then run again with --consent VERSION',
  declined: 'said no, or withdrew, here: left alone',
  'host-not-allowed': 'allow the host with --allow-host',
  'private-address': 'allow the address with --allow-private, if it is yours',
  'not-found': 'the server has no such photo',
  'not-an-image': 'the address leads to no JPEG or PNG',
  'too-large': 'the photo is larger than 8 MB',
  'not-a-url': 'the column photo holds no http(s) address',
  pending: 'no matcher took it in time: run again',
};

/** How many have each outcome, the most frequent first. */
export function tallyOf(outcomes: readonly PhotoOutcome[]): Tally {
  const counts = new Map<string, number>();
  for (const { state } of outcomes) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted((a, b) => b[1] - a[1]));
}

export function reportText(report: LegacyReport): string {
  const { dryRun, people, problems } = report;
  const open = people.filter(({ state }) => state !== 'enrolled' && state !== 'no-photo');
  return [
    dryRun ? 'Nothing was written. It would bring:' : 'Brought from the system before:',
    ...(['students', 'courses', 'rosterPlaces', 'sessions', 'attendances', 'photos'] as const).map(
      (name) => `  ${name === 'rosterPlaces' ? 'places on rosters' : name}: ${tallyText(report[name])}`,
    ),
    featuresText(report.features.npyFiles),
    ...(open.length > 0 ? ['Photos that are not enrolled:', ...open.map(photoLine)] : []),
    ...(problems.length > 0 ? ['Rows that were left out:', ...problems.map(problemLine)] : []),
  ].join('\n');
}

function tallyText(tally: Tally): string {
  const parts = Object.entries(tally).map(([name, count]) => `${count} ${name}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}

/** The old files describe whole pictures, background and all, so that nobody can be told from them. */
function featuresText(npyFiles: number | null): string {
  const found = npyFiles === null ? 'The .npy files' : `The ${npyFiles} .npy files`;
  return `${found} of SIFT features are not reused: they describe whole pictures, not faces. Faces are enrolled anew from the photos.`;
}

function photoLine({ number, state }: PhotoOutcome): string {
  const advice = WHAT_TO_DO[state];
  return `  ${printable(number)}: ${state}${advice ? ` (${advice})` : ''}`;
}

function problemLine({ what, problem }: RowProblem): string {
  return `  ${printable(what)}: ${printable(problem)}`;
}
