import type { FrameEvent } from '@hadir/camera';
import type { FrameOutcome } from '@hadir/contracts';

export type TimedOutcome = {
  readonly outcome: FrameOutcome;
  /** Who stood before the camera, as the scene knows; undefined for a frame of another camera. */
  readonly people: readonly string[] | undefined;
  /** From the first attempt to post the frame, or its receipt when another camera posted it, until it was decided and recorded. */
  readonly latencyMs: number;
};

/** Brings together what the camera knows of a frame and what the matcher found, whichever comes first. */
export type FrameTimes = {
  posted(event: FrameEvent): void;
  decided(outcome: FrameOutcome): void;
};

/** Frames that wait for their other half; one whose half never comes is forgotten after so many newer ones. */
const MOST_WAITING = 5000;

export function createFrameTimes(deviceId: string, tell: (timed: TimedOutcome) => void): FrameTimes {
  const events = new Map<string, FrameEvent>();
  const outcomes = new Map<string, FrameOutcome>();
  const join = ({ postedAt, people }: FrameEvent, outcome: FrameOutcome): void => {
    const since = postedAt?.getTime() ?? Date.parse(outcome.receivedAt);
    tell({ outcome, people, latencyMs: Date.parse(outcome.decidedAt) - since });
  };
  return {
    posted(event) {
      if (event.frameId === undefined) return;
      const outcome = take(outcomes, event.frameId);
      if (outcome) join(event, outcome);
      else keep(events, event.frameId, event);
    },
    decided(outcome) {
      if (outcome.deviceId !== deviceId) {
        const latencyMs = Date.parse(outcome.decidedAt) - Date.parse(outcome.receivedAt);
        tell({ outcome, people: undefined, latencyMs });
        return;
      }
      const event = take(events, outcome.frameId);
      if (event) join(event, outcome);
      else keep(outcomes, outcome.frameId, outcome);
    },
  };
}

function take<T>(waiting: Map<string, T>, key: string): T | undefined {
  const value = waiting.get(key);
  waiting.delete(key);
  return value;
}

function keep<T>(waiting: Map<string, T>, key: string, value: T): void {
  waiting.set(key, value);
  const [oldest] = waiting.keys();
  if (waiting.size > MOST_WAITING && oldest !== undefined) waiting.delete(oldest);
}
