import { join } from 'node:path';
import { describeFailure } from './setup/index.mjs';
import { LOG_DIR, ROOT } from './setup/paths.mjs';
import { elapsed } from './setup/progress.mjs';
import { runCommand } from './setup/run-command.mjs';

const tsc = 'node_modules/typescript/bin/tsc';

/** What holds without anything running. openapi.json is made from the compiled routes, so compiling comes first. */
const COMPILE = { name: 'compile', args: [tsc, '-b', 'tsconfig.build.json'] };
const CHECKS = [
  { name: 'format, lint, boundaries', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'] },
  { name: 'types, tests too', args: [tsc, '-p', 'tsconfig.json'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
  { name: 'openapi.json is up to date', args: ['services/api/dist/write-openapi.js', '--check'] },
];

const results = [await check(COMPILE), ...(await Promise.all(CHECKS.map(check)))];
for (const { name, failure } of results.filter((result) => result.failure)) {
  process.stderr.write(`\n${name}: ${describeFailure(failure)}\n`);
  process.exitCode = 1;
}

async function check({ name, args }) {
  const startedAt = Date.now();
  const logFile = join(LOG_DIR, `verify-${name.split(/\W/)[0]}.log`);
  const failure = await runCommand(process.execPath, args, {
    cwd: ROOT,
    env: { NO_COLOR: '1' },
    logFile,
    keptLines: 60,
  }).then(
    () => undefined,
    (error) => error,
  );
  process.stdout.write(`${failure ? '✗' : '✓'} ${name}  ${elapsed(startedAt)}\n`);
  return { name, failure };
}
