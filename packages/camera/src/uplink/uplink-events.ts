import type { FrameAnswer } from '@hadir/contracts';
import type { DropReason } from './judge-answer.ts';

/** The end of one frame's way to the server. */
export type FrameEvent = {
  readonly seq: number;
  /** As the server named the frame; undefined when it was not accepted or named nothing. */
  readonly frameId: string | undefined;
  readonly people: readonly string[];
  readonly result: 'accepted' | 'duplicate' | DropReason;
  /** When the first attempt began, and undefined for a frame that was never sent. */
  readonly postedAt: Date | undefined;
  /** From the first attempt to the answer that settled the frame. */
  readonly latencyMs: number;
  readonly attempts: number;
  readonly answer: FrameAnswer | undefined;
};

/** An attempt that settled nothing: the frame is kept. */
export type RetryEvent = {
  readonly seq: number;
  /** The HTTP status, or undefined when no answer came. */
  readonly status: number | undefined;
  /** What happened, for people; it names no key. */
  readonly message: string;
  readonly waitMs: number;
};

export type UplinkStats = {
  readonly captured: number;
  readonly accepted: number;
  /** Frames that the server already had (200). */
  readonly duplicates: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  readonly retries: number;
  /** Frames that wait now, with the one in flight. */
  readonly waiting: number;
};

/** Counts frames; each captured one is settled once. */
export function createTally() {
  const counts = { captured: 0, accepted: 0, duplicates: 0, retries: 0 };
  const dropped: Partial<Record<DropReason, number>> = {};
  return {
    count(what: 'captured' | 'retries'): void {
      counts[what] += 1;
    },
    settle(result: FrameEvent['result']): void {
      if (result === 'accepted') counts.accepted += 1;
      else if (result === 'duplicate') counts.duplicates += 1;
      else dropped[result] = (dropped[result] ?? 0) + 1;
    },
    droppedTotal: (): number => Object.values(dropped).reduce((sum, n) => sum + n, 0),
    read: (waiting: number): UplinkStats => ({ ...counts, dropped: { ...dropped }, waiting }),
  };
}
