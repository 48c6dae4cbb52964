import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, FIRMWARE, LIBRARY, run } from './tools.mjs';

const OUT = join(BUILD, 'emulated');
/** A program of this computer that the emulated one has a replacement for. */
const HOST_ONLY = new Set(['print.c']);

/** Builds the core's tests for a 32-bit Xtensa, on which an unaligned access traps, and runs them under qemu. */
export function testEmulated() {
  mkdirSync(OUT, { recursive: true });
  const program = join(OUT, 'hadir-tests');
  run('xtensa-lx106-elf-gcc', [
    `--specs=${join(LIBRARY, 'picolibc.specs')}`,
    // Simulated hours are many minutes there: the tests make them fewer.
    '-DHADIR_EMULATED',
    ...['-std=c11', '-Os', '-Wall', '-Wextra', '-Werror', '-mlongcalls', '-nostartfiles'],
    ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'],
    ...['-T', join(FIRMWARE, 'test/emulated/program.ld')],
    ...['core', 'hal', 'test'].flatMap((folder) => ['-I', join(FIRMWARE, folder)]),
    writeVectors(),
    ...['core', 'test', 'test/emulated'].flatMap(sourcesIn),
    ...['-o', program],
  ]);
  process.stdout.write('The core’s tests on an emulated Xtensa (lx106)\n');
  process.stdout.write(
    run('qemu-xtensa', ['-cpu', 'lx106', program], { timeoutMs: 600_000 }).replace(/^/gm, '  ').trimEnd(),
  );
  process.stdout.write('\n');
}

function sourcesIn(folder) {
  const names = readdirSync(join(FIRMWARE, folder)).filter(
    (name) => name.endsWith('.c') && !HOST_ONLY.has(name),
  );
  return names.map((name) => join(FIRMWARE, folder, name));
}

/** As CMake does on the host: the vectors become bytes of the program. */
function writeVectors() {
  const bytes = readFileSync(join(FIRMWARE, 'test/vectors.json'));
  const file = join(OUT, 'vectors.c');
  const list = [...bytes].join(',');
  writeFileSync(
    file,
    `#include "vectors.h"\nconst unsigned char vectors_json[] = {${list}};\nconst unsigned vectors_json_length = sizeof vectors_json;\n`,
  );
  return file;
}
