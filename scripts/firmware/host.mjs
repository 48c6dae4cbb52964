import { join } from 'node:path';
import { BUILD, FIRMWARE, run } from './tools.mjs';

const OUT = join(BUILD, 'host');

/** Builds the core, its tests and the posix camera with sanitizers, and runs the tests. */
export function testHost() {
  run('cmake', ['-S', join(FIRMWARE, 'host'), '-B', OUT]);
  run('cmake', ['--build', OUT, '--parallel', '2'], { timeoutMs: 600_000 });
  process.stdout.write(
    run('ctest', ['--test-dir', OUT, '--output-on-failure', '--timeout', '300'], { timeoutMs: 900_000 }),
  );
}
