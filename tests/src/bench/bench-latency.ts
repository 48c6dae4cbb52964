import { availableParallelism } from 'node:os';
import type { FrameOutcome } from '@hadir/contracts';
import { closeRedis, createLog, createRedis, subscribeOutcomes } from '@hadir/platform';
import { openClassroom } from '../support/classroom.ts';
import type { Door } from '../support/door.ts';
import { startSystem } from '../support/system.ts';
import { oneFaceFrames } from './one-face-frames.ts';

export type RateFigures = {
  readonly framesPerSecond: number;
  readonly frames: number;
  /** Frames that ingest did not take. */
  readonly refused: number;
  /** Frames whose student was recorded, or recorded again with a later time. */
  readonly recorded: number;
  /** Frames taken without an outcome when waiting was given up. */
  readonly undecided: number;
  /** From the start of the POST to the outcome, which follows the record's transaction. Of all frames decided. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** From the last POST to the last outcome: about one frame's latency, unless a backlog was left. */
  readonly drainMs: number;
};

export type LatencyBench = {
  readonly matchers: number;
  readonly devices: number;
  readonly students: number;
  readonly rates: readonly RateFigures[];
};

export type LatencyOptions = {
  readonly framesPerSecond: readonly number[];
  readonly seconds: number;
};

const PEOPLE = 8;
/** Enough that no device passes its rate. */
const DEVICES = 4;
const SCENES = 2;
const DRAIN_MS = 240_000;

/** Frames of a class at the door, through every service and server as in production, at steady rates. */
export async function benchLatency(
  { framesPerSecond, seconds }: LatencyOptions,
  progress: (line: string) => void,
): Promise<LatencyBench> {
  const system = await startSystem({ env: { MATCHER_CONCURRENCY: String(availableParallelism()) } });
  const log = createLog({ service: 'bench', level: 'error', format: 'json' });
  const redis = createRedis(system.redis.url, { role: 'subscriber', log });
  const outcomes = new Map<string, FrameOutcome>();
  const subscription = await subscribeOutcomes(
    redis,
    (outcome) => void outcomes.set(outcome.frameId, outcome),
  );
  try {
    const room = await openClassroom(system, { people: PEOPLE });
    const photos = room.pupils.map(({ photo }) => photo);
    const frames = await oneFaceFrames(photos, SCENES);
    const doors = await Promise.all(Array.from({ length: DEVICES }, () => room.addDoor()));
    const run = { doors, frames, outcomes };
    // The gallery is loaded and the code compiled before anything is measured.
    await postAll(run, { rate: DEVICES, count: frames.length });
    const rates: RateFigures[] = [];
    for (const rate of framesPerSecond) {
      progress(`latency: ${rate} frames/s for ${seconds} s`);
      rates.push(await postAll(run, { rate, count: rate * seconds }));
    }
    return { matchers: system.matchers.length, devices: DEVICES, students: PEOPLE, rates };
  } finally {
    await subscription.close();
    await closeRedis(redis);
    await system.stop();
  }
}

type Run = {
  readonly doors: readonly Door[];
  readonly frames: readonly Buffer[];
  readonly outcomes: ReadonlyMap<string, FrameOutcome>;
};

type Sent = { readonly startedAt: number; readonly frameId: string | undefined };

/** Posts when it is time, whether or not earlier frames are answered, as cameras do. */
async function postAll(
  { doors, frames, outcomes }: Run,
  { rate, count }: { rate: number; count: number },
): Promise<RateFigures> {
  const beganAt = Date.now();
  const posts: Promise<Sent>[] = [];
  for (let number = 0; number < count; number++) {
    await pause(beganAt + (number * 1000) / rate - Date.now());
    const [door, frame] = [doors[number % doors.length], frames[number % frames.length]];
    if (door && frame) posts.push(post(door, frame));
  }
  const sent = await Promise.all(posts);
  const taken = sent.flatMap(({ frameId, startedAt }) => (frameId ? [{ frameId, startedAt }] : []));
  await untilDecided(taken, outcomes);
  const decided = taken.flatMap(({ frameId, startedAt }) => {
    const outcome = outcomes.get(frameId);
    return outcome ? [{ outcome, decidedAt: Date.parse(outcome.decidedAt), startedAt }] : [];
  });
  const latencies = decided.map(({ decidedAt, startedAt }) => decidedAt - startedAt).sort((a, b) => a - b);
  return {
    framesPerSecond: rate,
    frames: count,
    refused: count - taken.length,
    recorded: decided.filter(({ outcome }) => isRecorded(outcome)).length,
    undecided: taken.length - decided.length,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    drainMs:
      latest(decided.map(({ decidedAt }) => decidedAt)) - latest(sent.map(({ startedAt }) => startedAt)),
  };
}

async function post(door: Door, frame: Buffer): Promise<Sent> {
  const startedAt = Date.now();
  const { answer } = await door.post(frame);
  return { startedAt, frameId: answer?.frameId };
}

async function untilDecided(
  taken: readonly { readonly frameId: string }[],
  outcomes: ReadonlyMap<string, unknown>,
): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  while (Date.now() < deadline && !taken.every(({ frameId }) => outcomes.has(frameId))) await pause(100);
}

function isRecorded({ faces }: FrameOutcome): boolean {
  return faces.some(({ status }) => status === 'present' || status === 'late' || status === 'duplicate');
}

const latest = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), 0);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Nearest rank; 0 of nothing. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
