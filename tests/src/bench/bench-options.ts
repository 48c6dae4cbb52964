import { parseArgs } from 'node:util';

export const BENCHES = ['ingest', 'search', 'pipeline', 'latency', 'gallery', 'matcher', 'reports'] as const;
export type BenchName = (typeof BENCHES)[number];

export type BenchOptions = {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly benches: readonly BenchName[];
  /** How long the matcher's memory is watched; 0 is not. */
  readonly soakMinutes: number;
};

const LONGEST_SOAK_MINUTES = 24 * 60;

export const benchHelp = `Usage: npm run bench -- [options]

Measures what taking a frame costs, searching a roster, finding and describing a face, how long a frame takes to
become a record, how search and memory grow with the people, how long a new matcher takes to be ready, and how long reports of a
semester take, on servers of its own with temporary data. docs/performance.md, docs/scale.md and docs/reports.md say what each figure means.

Options:
  --json        print the figures as JSON, and nothing else, on standard output
  --only NAME   measure only ${BENCHES.join(', ')}; may be given several times
  --quick       fewer frames and probes: rougher figures, sooner
  --soak-minutes N
                with matcher: post frames for so long and print its memory every minute
  --help        show this
`;

/** Throws an Error that says what is wrong with the arguments. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      'soak-minutes': { type: 'string', default: '0' },
    },
  });
  const { help, json, quick, only } = values;
  const soakMinutes = Number(values['soak-minutes']);
  if (!Number.isInteger(soakMinutes) || soakMinutes < 0 || soakMinutes > LONGEST_SOAK_MINUTES) {
    throw new Error(`--soak-minutes must be a whole number from 0 to ${LONGEST_SOAK_MINUTES}`);
  }
  return { help, json, quick, benches: only.length > 0 ? only.map(benchName) : BENCHES, soakMinutes };
}

function benchName(name: string): BenchName {
  const known = BENCHES.find((bench) => bench === name);
  if (!known) throw new Error(`--only must be ${BENCHES.join(', ')}, not '${name}'`);
  return known;
}
