import { join } from 'node:path';
import { clang, FIRMWARE, run } from './tools.mjs';

/** Holds the board's part to declarations of the calls it makes, read from the headers of ESP-IDF: types and syntax, no image. */
export function checkBoard() {
  const script = join(FIRMWARE, 'hal/esp_idf/check/check.sh');
  process.stdout.write(run('sh', [script], { env: { ...process.env, CC: clang } }));
}
