import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIRMWARE } from './tools.mjs';

const CORE = join(FIRMWARE, 'core');
const files = readdirSync(CORE).filter((name) => /\.[ch]$/.test(name));
const OF_LIBC = new Set(['stdbool.h', 'stddef.h', 'stdint.h', 'string.h']);

test.each(files)(
  'when %s includes something, then it is the core’s, the table of a board’s functions, or string.h and the like',
  (name) => {
    const own = new Set([...files, 'hal.h']);
    for (const [, kind, header] of read(name).matchAll(/^#include ([<"])([^>"]+)[>"]/gm)) {
      expect((kind === '<' ? OF_LIBC : own).has(header), `${name} includes ${header}`).toBe(true);
    }
  },
);

test.each(files)('when %s is read, then it neither allocates, prints nor counts in fractions', (name) => {
  const code = read(name)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""');
  expect(code).not.toMatch(/\b(malloc|calloc|realloc|free|alloca|s?n?printf|puts|float|double|setjmp)\b/);
});

function read(name) {
  return readFileSync(join(CORE, name), 'utf8');
}
