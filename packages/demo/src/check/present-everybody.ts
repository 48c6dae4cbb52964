import { join } from 'node:path';
import type { Presentation } from '@hadir/camera';
import { openDatabase } from '@hadir/db';
import { createApiClient } from '../api-client.ts';
import { type DemoClass, openDemoClass } from '../class/demo-class.ts';
import { followOutcomes } from '../class/follow-outcomes.ts';
import type { Closers } from '../closers.ts';
import { DemoError } from '../demo-error.ts';
import { createDemoCamera } from '../live/demo-camera.ts';
import { createFrameTimes, type TimedOutcome } from '../live/frame-times.ts';
import type { Cast } from '../people/cast.ts';
import type { Screen } from '../screen.ts';
import type { Stack } from '../stack/start-stack.ts';
import { type CheckReport, makeReport } from './check-report.ts';
import { describeMissing } from './describe-missing.ts';

export type PresentOptions = {
  readonly stack: Stack;
  readonly cast: Cast;
  readonly screen: Screen;
  readonly closers: Closers;
  readonly stop: AbortSignal;
  readonly dataDir: string;
  /** That the stack's matchers take. */
  readonly engine: string;
  /** Frames of each photo. */
  readonly framesEach: number;
  readonly framesPerSecond: number;
};

/** Enrols the class, shows every probe and every stranger to a camera, waits for the last outcome and reads the records. */
export async function presentEverybody(options: PresentOptions): Promise<CheckReport> {
  const { stack, cast, screen, dataDir, engine } = options;
  const demoClass = await screen.step(`Enrolment of ${cast.known.length} people`, () =>
    openDemoClass({
      api: createApiClient(stack.apiUrl, stack.secrets.adminKey),
      people: cast.known,
      deviceKeyFile: join(dataDir, 'device-key'),
      onRejected: ({ number }, reasons) =>
        screen.line(`  student ${number} could not be enrolled: ${reasons.join(', ')}`),
    }),
  );
  const shown = await showAll(options, demoClass);
  const recorded = await recordedStudents(stack.databaseUrl, demoClass.sessionId);
  const expected = demoClass.idOfNumber;
  for (const line of describeMissing(expected, recorded, shown.outcomes)) screen.line(`  ${line}`);
  return makeReport({ engine, ...shown, recorded, expected });
}

function playlistOf({ cast, framesEach }: PresentOptions): readonly Presentation[] {
  const photos = [...cast.known.flatMap(({ probes }) => probes), ...cast.strangers];
  return photos.map((photo) => ({ photos: [photo], lasts: { frames: framesEach } }));
}

type Shown = {
  readonly frames: number;
  readonly accepted: number;
  readonly outcomes: readonly TimedOutcome[];
};

/** Frames that may be on their way at once: more would only wait in the queue, and their times say nothing. */
const MOST_UNDECIDED = 2;
/** After so long without an outcome it goes on: one may never come, and the end finds out. */
const MOST_PATIENCE_MS = 15_000;

async function showAll(options: PresentOptions, demoClass: DemoClass): Promise<Shown> {
  const { stack, screen, closers, stop, framesPerSecond, framesEach } = options;
  const playlist = playlistOf(options);
  const outcomes: TimedOutcome[] = [];
  let lastAt = performance.now();
  const times = createFrameTimes(demoClass.deviceId, (timed) => {
    outcomes.push(timed);
    lastAt = performance.now();
  });
  const isBehind = (): boolean => {
    const { accepted, waiting } = camera.stats();
    const patient = performance.now() - lastAt < MOST_PATIENCE_MS;
    return patient && accepted + waiting - outcomes.length >= MOST_UNDECIDED;
  };
  closers.add(await followOutcomes(stack.redisUrl, times.decided));
  const camera = createDemoCamera({
    ingestUrl: stack.ingestUrl,
    demoClass,
    playlist,
    framesPerSecond,
    repeat: false,
    seed: 'check',
    onFrame: times.posted,
    isBehind,
  });
  const show = async (): Promise<Shown> => {
    const { captured, accepted } = await camera.run(stop);
    await untilDecided(outcomes, accepted, stop);
    return { frames: captured, accepted, outcomes };
  };
  const title = `${playlist.length * framesEach} frames of ${playlist.length} photos`;
  return screen.step(title, show, () => `${outcomes.length} decided`);
}

/** A matcher that works decides a frame at least every so often. */
const SILENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

async function untilDecided(
  outcomes: readonly unknown[],
  accepted: number,
  stop: AbortSignal,
): Promise<void> {
  let [decided, since] = [outcomes.length, performance.now()];
  while (outcomes.length < accepted && !stop.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (outcomes.length > decided) [decided, since] = [outcomes.length, performance.now()];
    if (performance.now() - since < SILENCE_MS) continue;
    const message = `${accepted - decided} of ${accepted} accepted frames were not decided for ${SILENCE_MS / 1000} s.`;
    throw new DemoError(
      message,
      'Run it again with more free processor time, or see whether the matcher ended above.',
    );
  }
}

/** The student of every attendance record of the session. */
async function recordedStudents(databaseUrl: string, sessionId: string): Promise<readonly string[]> {
  const database = await openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await database.attendance.listForSession(sessionId, {
        limit: 200,
        ...(cursor ? { cursor } : {}),
      });
      ids.push(...page.items.flatMap(({ student, record }) => (record ? [student.id] : [])));
      if (page.nextCursor === null) return ids;
      cursor = page.nextCursor;
    }
  } finally {
    await database.close();
  }
}
