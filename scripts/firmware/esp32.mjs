import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deepestChain, readCallGraph } from './call-graph.mjs';
import { readFrames } from './stack-frames.mjs';
import { BUILD, clang, FIRMWARE, LIBRARY, llvm, run } from './tools.mjs';

/**
 * What the core may need on the board, apart from the spool's memory. Bytes. 8192 were wanted of the flash as well; ADR 16 tells
 * why it is more. This holds it where it is.
 */
const BUDGET = { flash: 26_000, ram: 8192, stack: 2048 };
const OUT = join(BUILD, 'esp32');

/** Compiles the core to object code of the ESP32 (LX6, windowed ABI), prints what it takes and throws when that is over budget. */
export function measureEsp32() {
  mkdirSync(OUT, { recursive: true });
  const sources = readdirSync(join(FIRMWARE, 'core')).filter((name) => name.endsWith('.c'));
  const files = sources.map((name) => compile(join(FIRMWARE, 'core', name)));
  const whole = { ir: join(OUT, 'core.ll'), object: join(OUT, 'core.o') };
  run(llvm('llvm-link'), ['-S', ...files.map(({ ir }) => ir), '-o', whole.ir]);
  toObject(whole);
  const sizes = files.map(({ name, object }) => ({ name, ...sectionsOf(object) }));
  const flash = sum(sizes, 'flash');
  const device = sizeOfDevice();
  const ram = device + sum(sizes, 'ram');
  const chain = deepestChain(readCallGraph(whole.ir), readFrames(readFileSync(whole.object)));
  print({ sizes, flash, device, ram, chain });
  const over = Object.entries({ flash, ram, stack: chain.bytes }).filter(
    ([what, bytes]) => bytes > BUDGET[what],
  );
  return { over: over.map(([what, bytes]) => `${what}: ${bytes} bytes of ${BUDGET[what]}`) };
}

function compile(source) {
  const name = basename(source, '.c');
  const files = { name, ir: join(OUT, `${name}.ll`), object: join(OUT, `${name}.o`) };
  run(clang, [
    '--target=xtensa-esp-elf',
    '-nostdlibinc',
    ...['-isystem', join(LIBRARY, 'include')],
    ...['-I', join(FIRMWARE, 'core'), '-I', join(FIRMWARE, 'hal')],
    ...[
      '-std=c11',
      '-Oz',
      '-fomit-frame-pointer',
      '-ffunction-sections',
      '-fdata-sections',
      '-Wall',
      '-Wextra',
      '-Werror',
    ],
    ...['-S', '-emit-llvm', source, '-o', files.ir],
  ]);
  // The front end names a generic processor; the back end is told the ESP32's.
  writeFileSync(files.ir, readFileSync(files.ir, 'utf8').replace(/"target-(cpu|features)"="[^"]*" ?/g, ''));
  toObject(files);
  return files;
}

function toObject({ ir, object }) {
  const processor = ['-march=xtensa', '-mcpu=esp32', '--function-sections', '--data-sections'];
  run(llvm('llc'), [...processor, '-O2', '-filetype=obj', ir, '-o', object]);
}

/** Bytes that end up in flash and in RAM. */
function sectionsOf(object) {
  const [, line] = run(llvm('llvm-size'), [object]).trim().split('\n');
  const [text, data, bss] = line.trim().split(/\s+/).map(Number);
  return { flash: text + data, ram: data + bss };
}

function sizeOfDevice() {
  const source = join(OUT, 'size-of-device.c');
  writeFileSync(source, '#include "device.h"\nhadir_device device;\n');
  return sectionsOf(compile(source).object).ram;
}

function sum(items, key) {
  return items.reduce((total, item) => total + item[key], 0);
}

function print({ sizes, flash, device, ram, chain }) {
  const row = (name, bytes, note = '') =>
    process.stdout.write(`  ${name.padEnd(24)}${String(bytes).padStart(6)}  ${note}\n`);
  process.stdout.write('The core as ESP32 object code, bytes of flash\n');
  for (const { name, flash: bytes } of sizes.toSorted((a, b) => b.flash - a.flash)) row(name, bytes);
  row('flash', flash, `of ${BUDGET.flash}`);
  row('RAM without the spool', ram, `of ${BUDGET.ram}; the device's state is ${device}`);
  row('deepest stack', chain.bytes, `of ${BUDGET.stack}: ${chain.path.join(' > ')}`);
}
