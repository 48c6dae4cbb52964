import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, clang, FIRMWARE, run } from './tools.mjs';

const OUT = join(BUILD, 'fuzz');

/** Runs each fuzz target for `seconds`, from its seeds. What is found stays in the build folder, and its input is printed. */
export function fuzz({ seconds }) {
  const options = [
    `-DCMAKE_C_COMPILER=${clang}`,
    '-DHADIR_FUZZ=ON',
    '-DHADIR_POSIX=OFF',
    '-DHADIR_SANITIZE=OFF',
  ];
  run('cmake', ['-S', join(FIRMWARE, 'host'), '-B', OUT, ...options]);
  run('cmake', ['--build', OUT, '--parallel', '2'], { timeoutMs: 600_000 });
  const programs = readdirSync(join(OUT, 'fuzz')).filter((name) => /^fuzz_[a-z_]+$/.test(name));
  if (programs.length === 0) throw new Error('there is no fuzz target');
  process.stdout.write(`Fuzzing, ${seconds} s each\n`);
  for (const name of programs) process.stdout.write(`  ${name}: ${runTarget(name, seconds)}\n`);
}

function runTarget(name, seconds) {
  const corpus = join(OUT, 'corpus', name);
  const seeds = join(FIRMWARE, 'fuzz/seeds', name.slice('fuzz_'.length));
  mkdirSync(corpus, { recursive: true });
  const limits = [`-max_total_time=${seconds}`, '-max_len=4096', '-timeout=5', '-rss_limit_mb=1024'];
  const log = run(
    'sh',
    ['-c', '"$@" 2>&1', 'sh', join(OUT, 'fuzz', name), ...limits, '-print_final_stats=1', corpus, seeds],
    {
      timeoutMs: (seconds + 60) * 1000,
      cwd: OUT,
    },
  );
  const executed = /stat::number_of_executed_units:\s*(\d+)/.exec(log)?.[1];
  const covered = [...log.matchAll(/cov: (\d+)/g)].at(-1)?.[1];
  return `${executed} inputs, ${covered} edges, nothing found`;
}
