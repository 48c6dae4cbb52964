import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchHelp, parseBenchOptions } from './bench-options.ts';
import { tableOf } from './print-table.ts';
import { runBenches } from './run-benches.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') return fail(`${options}\n\n${benchHelp}`, 2);
  if (options.help) {
    process.stdout.write(benchHelp);
    return 0;
  }
  const dir = await temporaryFolder();
  const startedAt = performance.now();
  const progress = (line: string): void => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    process.stderr.write(`${seconds.padStart(4)} s  ${line}\n`);
  };
  try {
    const report = await runBenches(options, dir, progress);
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${tableOf(report)}`);
    return 0;
  } catch (error) {
    return fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
  }
}

function readOptions(args: readonly string[]) {
  try {
    return parseBenchOptions(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Everything that the benches start keeps its data below this folder, which goes however they end. */
async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hadir-bench-'));
  process.env.TMPDIR = dir;
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    // Not once: a second signal would end this before the folder is gone.
    process.on(signal, () => process.exit(code));
  }
  return dir;
}

function fail(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
