import { parseArgs } from 'node:util';
import { lackOf, notCheckedText } from './firmware/lack-of-tools.mjs';
import { adviceFor, PACKAGES, provide } from './firmware/tools.mjs';
import { describeFailure } from './setup/index.mjs';
import { TEST_PACKAGES } from './setup/system-packages.mjs';

const CHECKS = {
  host: {
    packages: TEST_PACKAGES,
    isNeeded: true,
    run: async () => (await import('./firmware/host.mjs')).testHost(),
  },
  esp32: {
    packages: PACKAGES.esp32,
    run: async () => {
      const { over } = (await import('./firmware/esp32.mjs')).measureEsp32();
      if (over.length > 0) throw new Error(`over budget: ${over.join('; ')}`);
    },
  },
  emulated: {
    packages: PACKAGES.emulated,
    run: async () => (await import('./firmware/emulated.mjs')).testEmulated(),
  },
  board: {
    packages: PACKAGES.board,
    run: async () => (await import('./firmware/board.mjs')).checkBoard(),
  },
  fuzz: {
    packages: PACKAGES.fuzz,
    run: async ({ seconds }) => (await import('./firmware/fuzz.mjs')).fuzz({ seconds }),
  },
};

const HELP = `Checks of the camera's firmware that need no board.

  npm run firmware -- CHECK… [options]

  host       build the core and the posix camera with sanitizers, run the core's tests
  esp32      compile the core to ESP32 object code, print what it takes, hold it to its budget
  emulated   run the core's tests on an emulated 32-bit Xtensa
  board      check the board's part against declarations of ESP-IDF's calls (syntax and types; it builds no image)
  fuzz       feed the parsers broken input
  all        each of these

  --seconds N        how long each parser is fuzzed (default 20)
  --where-possible   pass over a check whose tools this distribution does not have, and say so; never host
  --help
`;

const { values, positionals } = readOptions();
if (values.help || positionals.length === 0) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const seconds = Number(values.seconds);
if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400)
  usageError('--seconds must be a whole number from 1 to 86400.');
const names = positionals.includes('all') ? Object.keys(CHECKS) : positionals;
for (const name of names) {
  if (!(name in CHECKS)) usageError(`There is no check called ${name}.`);
}
const notChecked = [];
for (const name of names) await check(name);
process.stdout.write(notCheckedText(notChecked));

async function check(name) {
  const { packages, run } = CHECKS[name];
  try {
    const unknown = await provide(packages);
    if (unknown.length > 0) return passOver(name, unknown);
    await run({ seconds });
    process.stdout.write(`✓ ${name}\n`);
  } catch (error) {
    process.stderr.write(`✗ ${name}\n${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}

function passOver(name, unknown) {
  const { packages, isNeeded } = CHECKS[name];
  const lack = lackOf(name, { unknown, isNeeded, wherePossible: values['where-possible'] });
  if (lack.isPassedOver) {
    notChecked.push(name);
    process.stdout.write(`! ${lack.words} Not checked here.\n`);
    return;
  }
  process.stderr.write(`✗ ${lack.words}\n  ${adviceFor(packages)}\n`);
  process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: '20' },
        'where-possible': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return usageError(`${error.message}.`);
  }
}

function usageError(message) {
  process.stderr.write(`${message} npm run firmware -- --help tells more.\n`);
  process.exit(2);
}
