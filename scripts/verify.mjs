import { join } from 'node:path';
import { describeFailure } from './setup/index.mjs';
import { LOG_DIR, ROOT } from './setup/paths.mjs';
import { elapsed } from './setup/progress.mjs';
import { runCommand } from './setup/run-command.mjs';

/** What holds without anything running: seconds, all at once. */
const CHECKS = [
  {
    name: 'format, lint and import boundaries',
    args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off'],
  },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js'] },
];

const results = await Promise.all(CHECKS.map(check));
for (const { name, failure } of results.filter((result) => result.failure)) {
  process.stderr.write(`\n${name}: ${describeFailure(failure)}\n`);
  process.exitCode = 1;
}

async function check({ name, args }) {
  const startedAt = Date.now();
  const logFile = join(LOG_DIR, `verify-${name.split(' ')[0].replace(',', '')}.log`);
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
