import { createProgress } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { alone } from './setup-lock.mjs';

/** In this order; what comes later needs what comes before, so each is imported only when its turn comes. */
const STEPS = [
  async () => (await import('./node-version.mjs')).nodeVersion,
  async () => (await import('./system-packages.mjs')).systemPackages,
  async () => (await import('./dependencies.mjs')).dependencies,
  async () => (await import('./fetch-models.mjs')).faceNetworks,
  async () => (await import('./native-addons.mjs')).nativeAddons,
  async () => (await import('./compile.mjs')).compile,
];

/** For `npm test`. */
export const TEST_STEPS = [...STEPS, async () => (await import('./system-packages.mjs')).testPackages];

/** Makes the clone ready to run. Takes milliseconds when it is. Progress goes to standard error. */
export async function setup({ steps = STEPS, progress = createProgress() } = {}) {
  if (await allDone(steps)) return;
  await alone(() => runSteps(steps, progress), {
    onWait: () => progress.print('Another set-up of this clone is running; waiting for it.'),
  });
}

async function allDone(steps) {
  for (const load of steps) {
    if (!(await (await load()).isDone())) return false;
  }
  return true;
}

async function runSteps(steps, progress) {
  for (const load of steps) {
    const step = await load();
    if (await step.isDone()) continue;
    const shown = progress.start(step.title, step.note);
    try {
      await step.run(shown);
      shown.done();
    } catch (error) {
      shown.fail();
      throw error;
    }
  }
}

/** Sets up, and on failure says what failed, the end of its log and what to do, and ends the process with 1. */
export async function setupOrExit(options) {
  try {
    await setup(options);
  } catch (error) {
    process.stderr.write(`\n${describeFailure(error)}\n`);
    process.exit(1);
  }
}

export function describeFailure(error) {
  if (!(error instanceof SetupError)) return error.stack;
  const lines = [error.message];
  if (error.tail.length > 0) lines.push('Its last lines:', ...error.tail.map((line) => `  ${line}`));
  if (error.logFile) lines.push(`The whole log: ${error.logFile}`);
  if (error.advice) lines.push('', error.advice);
  return lines.join('\n');
}
