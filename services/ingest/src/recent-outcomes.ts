import { type FrameOutcome, type RecentOutcome, recentOutcome } from '@hadir/contracts';
import type { Log, Outcomes } from '@hadir/platform';

type Deps = { readonly outcomes: Pick<Outcomes, 'recent'>; readonly log: Log };

export type RecentOutcomes = {
  /** The newest few of this device, newest first. Never fails: an answer may do without them. */
  of(deviceId: string): Promise<readonly RecentOutcome[]>;
  /** Of what `of` has read or was noted since: the newest frame shows a face that needs more sightings, and was taken just now. */
  isConfirming(deviceId: string, nowMs: number): boolean;
  /** Notes an outcome that was just published. */
  add(outcome: FrameOutcome): void;
};

type Entry = { list: readonly RecentOutcome[]; confirmingUntilMs: number; readonly loadedAt: number };

const MAX_OUTCOMES = 5;
const MAX_DEVICES = 5000;
/** Published outcomes are lost while the connection is down, so what is kept is read anew now and then. */
const FRESH_MS = 30_000;
/** By then the person has been marked or has gone. */
const CONFIRMING_MS = 3000;
/** A frame that waited longer on its device does not tell who stands there now; less may be the device's clock. */
const LATE_MS = 60_000;

/** Outcomes come to this process as they are published, so that a frame need not ask for them. */
export function createRecentOutcomes({ outcomes, log }: Deps): RecentOutcomes {
  const byDevice = new Map<string, Entry>();

  const load = async (deviceId: string): Promise<Entry> => {
    const entry: Entry = { list: [], confirmingUntilMs: 0, loadedAt: Date.now() };
    if (byDevice.size >= MAX_DEVICES) byDevice.clear();
    byDevice.set(deviceId, entry);
    try {
      const read = await outcomes.recent(deviceId, MAX_OUTCOMES);
      // Some may have been published, and noted, while these were read.
      if (entry.list.length === 0) entry.confirmingUntilMs = confirmingUntil(read[0]);
      entry.list = merge(entry.list, read.map(recentOutcome));
    } catch (error) {
      byDevice.delete(deviceId);
      log.debug('recent outcomes unknown', { deviceId, error });
    }
    return entry;
  };

  return {
    async of(deviceId) {
      const entry = byDevice.get(deviceId);
      if (entry && Date.now() - entry.loadedAt < FRESH_MS) return entry.list;
      return (await load(deviceId)).list;
    },
    isConfirming: (deviceId, nowMs) => nowMs <= (byDevice.get(deviceId)?.confirmingUntilMs ?? 0),
    add(outcome) {
      const entry = byDevice.get(outcome.deviceId);
      if (!entry) return;
      entry.list = merge([recentOutcome(outcome)], entry.list);
      entry.confirmingUntilMs = confirmingUntil(outcome);
    },
  };
}

/** 0 when the frame shows nobody who is being confirmed. */
function confirmingUntil(outcome: FrameOutcome | undefined): number {
  if (!outcome || recentOutcome(outcome).seen !== 'seen') return 0;
  const receivedMs = Date.parse(outcome.receivedAt);
  return receivedMs - Date.parse(outcome.capturedAt) > LATE_MS ? 0 : receivedMs + CONFIRMING_MS;
}

/** A frame that was matched twice is told once. */
function merge(newer: readonly RecentOutcome[], older: readonly RecentOutcome[]): readonly RecentOutcome[] {
  const known = new Set(newer.map(({ frameId }) => frameId));
  return [...newer, ...older.filter(({ frameId }) => !known.has(frameId))].slice(0, MAX_OUTCOMES);
}
