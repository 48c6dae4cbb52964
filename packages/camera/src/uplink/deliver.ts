import type { FrameAnswer } from '@hadir/contracts';
import type { Backoff } from '../backoff.ts';
import type { DeviceClock } from './device-clock.ts';
import { frameRequest, type Sender, type SpooledFrame } from './frame-request.ts';
import { type DropReason, judgeAnswer, type Verdict } from './judge-answer.ts';
import type { PostClient } from './post-client.ts';

export type Deps = {
  readonly sender: Sender;
  readonly bootId: string;
  readonly clock: DeviceClock;
  readonly client: PostClient;
  readonly backoff: Backoff;
  readonly droppedTotal: () => number;
};

export type Entry = SpooledFrame & { attempts: number; resends: number; firstSentMono: number | undefined };

export type Settled = {
  readonly kind: 'settled';
  readonly result: 'accepted' | 'duplicate' | DropReason;
  readonly answer?: FrameAnswer | undefined;
};

export type Kept = {
  readonly kind: 'kept';
  readonly status: number | undefined;
  readonly message: string;
  readonly waitMs: number;
};

/** What one attempt led to: the frame is settled, or kept for another attempt after a wait. */
export type Delivery = Settled | Kept;

export type Deliver = (entry: Entry, signal: AbortSignal) => Promise<Delivery>;

type SettlingVerdict = Extract<Verdict, { kind: 'accepted' | 'drop' }>;
type KeepingVerdict = Exclude<Verdict, SettlingVerdict>;

/** A body that arrived damaged is sent this many times more. */
const CHECKSUM_RESENDS = 2;

/** Makes the function that posts a frame once and does as the protocol says about the answer. */
export function createDelivery(deps: Deps): Deliver {
  const { sender, client, clock, backoff } = deps;
  const correctClock = createClockCorrection(clock);

  const settle = (verdict: SettlingVerdict): Settled => {
    backoff.reset();
    if (verdict.kind === 'drop') return { kind: 'settled', result: verdict.reason };
    correctClock.accepted(verdict.answer?.serverTimeMs);
    return { kind: 'settled', result: verdict.duplicate ? 'duplicate' : 'accepted', answer: verdict.answer };
  };
  const keep = (verdict: KeepingVerdict, status: number): Omit<Kept, 'kind' | 'status'> => {
    switch (verdict.kind) {
      case 'resend':
        return { message: 'the frame arrived damaged', waitMs: 0 };
      case 'hold':
        if (correctClock.refused(verdict.serverTimeMs)) return { message: 'the clock was set', waitMs: 0 };
        return { message: `this device is refused (${status})`, waitMs: backoff.longestMs() };
      case 'wait':
        return { message: 'the server asked to wait', waitMs: backoff.askedMs(verdict.waitMs) };
      case 'back-off':
        return { message: `an answer that settles nothing (${status})`, waitMs: backoff.nextMs() };
    }
  };
  const react = (verdict: Verdict, entry: Entry, status: number): Delivery => {
    if (verdict.kind === 'accepted' || verdict.kind === 'drop') return settle(verdict);
    if (verdict.kind === 'resend') entry.resends += 1;
    if (entry.resends > CHECKSUM_RESENDS) return settle({ kind: 'drop', reason: 'checksum' });
    return { kind: 'kept', status, ...keep(verdict, status) };
  };

  return async (entry, signal) => {
    entry.attempts += 1;
    entry.firstSentMono ??= clock.monoMs();
    const boot = { bootId: deps.bootId, clock, dropped: deps.droppedTotal() };
    try {
      const answer = await client.post(await frameRequest(sender, boot, entry), signal);
      return react(judgeAnswer(answer, Date.now()), entry, answer.status);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'kept', status: undefined, message, waitMs: signal.aborted ? 0 : backoff.nextMs() };
    }
  };
}

/** The server allows 300 s either way; a clock that is right to half of that is not why it refused. */
const CLOCK_OFF_MS = 150_000;

/** The server's time sets an unset clock, and once in a row one that is off when the server refuses a frame. */
function createClockCorrection(clock: DeviceClock) {
  let justSet = false;
  return {
    accepted(serverTimeMs: number | undefined) {
      justSet = false;
      if (serverTimeMs !== undefined && !clock.isSet()) clock.set(serverTimeMs);
    },
    refused(serverTimeMs: number | undefined): boolean {
      if (serverTimeMs === undefined || justSet) return false;
      if (clock.isSet() && Math.abs(clock.dateAt(clock.monoMs()) - serverTimeMs) < CLOCK_OFF_MS) return false;
      clock.set(serverTimeMs);
      justSet = true;
      return true;
    },
  };
}
