import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { FrameOutcome } from '@hadir/contracts';
import type { LocalServer } from '@hadir/local-stack';
import { closeRedis, createLog, createRedis, generateSecretKey, subscribeOutcomes } from '@hadir/platform';
import { createFaceEngine } from '@hadir/vision';
import { seededRandom } from '@hadir/vision/testing';
import { openClassroom } from '../support/classroom.ts';
import type { Door } from '../support/door.ts';
import { type System, startSystem } from '../support/system.ts';
import { oneFaceFrames } from './one-face-frames.ts';
import { processCpuMicros } from './process-cpu.ts';
import { realSiftTemplates } from './real-templates.ts';
import { seedCampus } from './seed-campus.ts';

export type MatcherPlan = {
  readonly people: number;
  readonly photosEach: number;
  /** How long frames are posted and memory is watched. */
  readonly soakMinutes: number;
};

export type MatcherBench = MatcherPlan & {
  readonly engine: string;
  /** From its start as a process to the outcome of a frame that was searched in the whole campus's gallery. */
  readonly readyMs: number;
  /** CPU time of its process until then: what it takes where nothing else runs, beside the database's. */
  readonly readyCpuMs: number;
  /** Of these, reading, opening and indexing templates, as its log says. */
  readonly loadMs: number;
  /** Of the matcher's process after the first frames; `peak` is the most it ever had. */
  readonly rssMb: number;
  readonly peakRssMb: number;
  readonly soak: Soak | null;
};

export type Soak = {
  readonly frames: number;
  /** Of the process, at the end of every minute. */
  readonly rssMbByMinute: readonly number[];
  /** Mean of the last third ÷ of the second: the first third fills what is filled once. Null for less than three minutes. */
  readonly lastToMiddle: number | null;
};

const PEOPLE_AT_THE_DOOR = 8;
const FRAMES_PER_SECOND = 2;
/** The gallery changes so often, as on a campus where work goes on. */
const CHANGE_EVERY_MS = 30_000;
const MINUTE_MS = 60_000;
const FIRST_OUTCOME_MS = 120_000;

type Progress = (line: string) => void;

/** A matcher of its own, started beside a database that holds a whole campus. */
export async function benchMatcher(plan: MatcherPlan, progress: Progress): Promise<MatcherBench> {
  const templateKeys = generateSecretKey('bench');
  const system = await startSystem({ matchers: 0, env: { TEMPLATE_KEY_SECRET: templateKeys } });
  const engine = await createFaceEngine({ engine: 'fused' });
  const random = seededRandom(2);
  try {
    const sift = await realSiftTemplates({ engine, scenes: 1 });
    progress(`matcher: ${plan.people} people are enrolled in the database`);
    await seedCampus({ database: system.database, engine, random }, { ...plan, templateKeys, sift });
    const room = await openClassroom(system, { people: 0 });
    await system.database.sessions.update(room.sessionId, { scope: 'campus' });
    const watched = await watchOutcomes(system);
    const frames = await oneFaceFrames(room.strangers.slice(0, PEOPLE_AT_THE_DOOR), 2);
    const door = await room.addDoor();
    progress('matcher: starts');
    const startedAt = performance.now();
    const matcher = await system.addMatcher();
    await watched.postAndWait(door, frames[0] ?? Buffer.alloc(0));
    const readyMs = performance.now() - startedAt;
    const readyCpuMs = processCpuMicros(matcher.pid) / 1000;
    for (const frame of frames.slice(1)) await watched.postAndWait(door, frame);
    const memory = await memoryOf(matcher);
    const loadMs = await loadMsOf(matcher);
    const ready = { ...plan, engine: engine.name, readyMs, readyCpuMs, loadMs, ...memory };
    const change = withdrawOneByOne(system);
    const soak =
      plan.soakMinutes > 0 ? await watchMemory(plan, { matcher, door, frames, change }, progress) : null;
    await watched.close();
    return { ...ready, soak };
  } finally {
    await engine.close();
    await system.stop();
  }
}

async function watchOutcomes(system: System) {
  const log = createLog({ service: 'bench', level: 'error', format: 'json' });
  const redis = createRedis(system.redis.url, { role: 'subscriber', log });
  const outcomes = new Map<string, FrameOutcome>();
  const subscription = await subscribeOutcomes(
    redis,
    (outcome) => void outcomes.set(outcome.frameId, outcome),
  );
  return {
    async postAndWait(door: Door, frame: Buffer): Promise<void> {
      const { answer, status } = await door.post(frame);
      if (!answer) throw new Error(`the frame was not taken: ${status}`);
      const deadline = performance.now() + FIRST_OUTCOME_MS;
      while (!outcomes.has(answer.frameId)) {
        if (performance.now() > deadline) throw new Error('no outcome came');
        await setTimeout(20);
      }
    },
    async close() {
      await subscription.close();
      await closeRedis(redis);
    },
  };
}

/** At every call another person withdraws, so that the gallery changes. */
function withdrawOneByOne({ database }: System): () => Promise<void> {
  let cursor: string | undefined;
  return async () => {
    const { items, nextCursor } = await database.students.list({ limit: 1, cursor });
    cursor = nextCursor ?? undefined;
    for (const { id } of items) await database.consents.withdraw(id);
  };
}

type Watched = {
  readonly matcher: LocalServer;
  readonly door: Door;
  readonly frames: readonly Buffer[];
  readonly change: () => Promise<void>;
};

async function watchMemory(
  { soakMinutes }: MatcherPlan,
  { matcher, door, frames, change }: Watched,
  progress: Progress,
): Promise<Soak> {
  const rssMbByMinute: number[] = [];
  let posted = 0;
  let changeAt = 0;
  for (let minute = 1; minute <= soakMinutes; minute++) {
    const until = performance.now() + MINUTE_MS;
    while (performance.now() < until) {
      const frame = frames[posted % frames.length];
      if (frame) await door.post(frame);
      posted += 1;
      if (performance.now() > changeAt) {
        await change();
        changeAt = performance.now() + CHANGE_EVERY_MS;
      }
      await setTimeout(1000 / FRAMES_PER_SECOND);
    }
    const { rssMb } = await memoryOf(matcher);
    rssMbByMinute.push(rssMb);
    progress(`matcher: minute ${minute}, ${posted} frames, ${rssMb.toFixed(0)} MB`);
  }
  const third = Math.floor(soakMinutes / 3);
  const [middle, last] = [rssMbByMinute.slice(third, 2 * third), rssMbByMinute.slice(-third)];
  const lastToMiddle = third > 0 ? mean(last) / mean(middle) : null;
  return { frames: posted, rssMbByMinute, lastToMiddle };
}

async function memoryOf({ pid }: LocalServer): Promise<{ rssMb: number; peakRssMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { rssMb: kilobytes('VmRSS') / 1024, peakRssMb: kilobytes('VmHWM') / 1024 };
}

async function loadMsOf({ logFile }: LocalServer): Promise<number> {
  const lines = (await readFile(logFile, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('gallery loaded'));
  const first: { ms?: number } = JSON.parse(lines[0] ?? '{}');
  return first.ms ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
