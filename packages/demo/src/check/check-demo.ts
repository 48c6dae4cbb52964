import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClosers } from '../closers.ts';
import { describeError } from '../demo-error.ts';
import { folderCast } from '../people/folder-cast.ts';
import { groupPhotoCast } from '../people/group-photo-cast.ts';
import { createScreen } from '../screen.ts';
import { freePorts } from '../stack/stack-ports.ts';
import { startStack } from '../stack/start-stack.ts';
import { aborted, stopSignal } from '../stop-signal.ts';
import { type CheckReport, isSound } from './check-report.ts';
import { chooseEngine } from './choose-engine.ts';
import { presentEverybody } from './present-everybody.ts';
import { printReport } from './print-report.ts';

export type CheckOptions = {
  /** Print the report as JSON, and nothing else, on standard output. */
  readonly json: boolean;
  /** A folder with `known/<person>/*`, `strangers/*` and `protocol.json`; the npm photos without it. */
  readonly facesDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
};

/** The whole stack on free ports with temporary data: enrols people, shows them and strangers, counts the marks. Answers the exit code. */
export async function checkDemo(options: CheckOptions): Promise<number> {
  const screen = createScreen(process.stderr);
  const closers = createClosers((error) => screen.line(describeError(error)));
  const stop = stopSignal();
  try {
    const report = await Promise.race([check(options, { screen, closers, stop }), aborted(stop)]);
    if (!report) return 130;
    printReport(report, options.json);
    if (!isSound(report)) screen.line('A mark is wrong, missing or double.');
    return isSound(report) ? 0 : 1;
  } catch (error) {
    screen.line(`\n${describeError(error)}`);
    return 1;
  } finally {
    await closers.closeAll();
  }
}

type Check = {
  readonly screen: ReturnType<typeof createScreen>;
  readonly closers: ReturnType<typeof createClosers>;
  readonly stop: AbortSignal;
};

/** Limits of ingest that would slow a check down: it posts as quickly as it may. */
const UNHURRIED = { INGEST_RATE_PER_SECOND: '100', INGEST_RATE_BURST: '200' };

async function check(
  { facesDir, env }: CheckOptions,
  { screen, closers, stop }: Check,
): Promise<CheckReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hadir-check-'));
  closers.add(() => rm(dataDir, { recursive: true, force: true }));
  const { REDIS_URL: _redis, DATABASE_URL: _database, OBJECT_STORE_URL: _objects, ...settings } = env;
  const ports = await freePorts(1);
  const cast = await screen.step('Photos', () => (facesDir ? folderCast(facesDir) : groupPhotoCast()));
  const engine = await chooseEngine(env, (text) => screen.line(text));
  const stack = await startStack({
    dataDir,
    env: { ...settings, ...UNHURRIED, FACE_ENGINE: engine },
    ports,
    screen,
    closers,
    temporary: true,
  });
  return presentEverybody({ stack, cast, screen, closers, stop, dataDir, engine, ...pace(facesDir) });
}

/** A folder holds hundreds of photos: fewer frames of each, quicker. */
function pace(facesDir: string | undefined) {
  return facesDir ? { framesEach: 4, framesPerSecond: 10 } : { framesEach: 5, framesPerSecond: 5 };
}
