import { parseArgs } from 'node:util';

export const BENCHES = ['ingest', 'search', 'pipeline', 'latency'] as const;
export type BenchName = (typeof BENCHES)[number];

export type BenchOptions = {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly benches: readonly BenchName[];
};

export const benchHelp = `Usage: npm run bench -- [options]

Measures what taking a frame costs, searching a roster, finding and describing a face, and how long a frame takes to
become a record, on servers of its own with temporary data. docs/performance.md says what each figure means.

Options:
  --json        print the figures as JSON, and nothing else, on standard output
  --only NAME   measure only ${BENCHES.join(', ')}; may be given several times
  --quick       fewer frames and probes: rougher figures, sooner
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
    },
  });
  const { help, json, quick, only } = values;
  return { help, json, quick, benches: only.length > 0 ? only.map(benchName) : BENCHES };
}

function benchName(name: string): BenchName {
  const known = BENCHES.find((bench) => bench === name);
  if (!known) throw new Error(`--only must be ${BENCHES.join(', ')}, not '${name}'`);
  return known;
}
