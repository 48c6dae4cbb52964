import { type FrameOutcome, recentOutcome } from '@hadir/contracts';
import type { Metrics } from '@hadir/platform';
import type { DecidedFace } from './decided-face.ts';

export type Stage = 'session' | 'fetch' | 'extract' | 'search' | 'judge' | 'confirm' | 'record' | 'evidence';

export type CountedFace = Pick<DecidedFace, 'identification' | 'search' | 'presence'>;

export type MatcherMetrics = {
  /** Runs one step of a frame and keeps how long it took, whether it succeeded or not. */
  timed<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** Counts what became of a frame and of its faces. */
  countOutcome(outcome: FrameOutcome): void;
  /** Counts why faces were matched or not, and what spoke for it. `begun`: presentations that this frame begins. */
  countSightings(seen: readonly CountedFace[], begun: number): void;
  /** `reason` is a photo's status, or why it was rejected. */
  countPhoto(reason: string): void;
  countReload(result: 'loaded' | 'failed'): void;
  countSkippedTemplate(reason: 'other-model' | 'unreadable'): void;
  countDeadLetter(queue: string, reason: string): void;
  /** Dead letters whose bytes were deleted to make room for others. */
  countDroppedFrames(count: number): void;
};

const STAGE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const FRAME_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];

export function createMatcherMetrics(metrics: Metrics): MatcherMetrics {
  const frames = metrics.counter('frames_total', 'Frames by outcome, or why they were dropped', ['outcome']);
  const faces = metrics.counter('faces_total', 'Faces by what became of them', ['status']);
  const marks = metrics.counter('marks_total', 'Attendance records created, by status', ['status']);
  const decisions = decisionCounters(metrics);
  const photos = metrics.counter('photos_total', 'Enrolment photos by result', ['result']);
  const reloads = metrics.counter('gallery_reloads_total', 'Galleries loaded', ['result']);
  const skipped = metrics.counter('templates_skipped_total', 'Templates left out of a gallery', ['reason']);
  const deadLetters = metrics.counter('dead_letters_total', 'Jobs given up', ['queue', 'reason']);
  const expired = metrics.counter('frames_expired_total', 'Frames whose bytes are gone unmatched', [
    'reason',
  ]);
  const stages = metrics.histogram('stage_seconds', 'Time of one step of a frame', STAGE_BUCKETS, ['stage']);
  const latency = metrics.histogram('frame_seconds', 'Time from receipt to outcome', FRAME_BUCKETS);
  return {
    async timed(stage, work) {
      const stop = stages.startTimer({ stage });
      try {
        return await work();
      } finally {
        stop();
      }
    },
    countOutcome(outcome) {
      frames.inc({ outcome: outcome.dropped ?? recentOutcome(outcome).seen });
      latency.observe((Date.parse(outcome.decidedAt) - Date.parse(outcome.receivedAt)) / 1000);
      for (const { status } of outcome.faces) {
        faces.inc({ status });
        if (status === 'present' || status === 'late') marks.inc({ status });
      }
    },
    countSightings: decisions,
    countPhoto: (result) => photos.inc({ result }),
    countReload: (result) => reloads.inc({ result }),
    countSkippedTemplate: (reason) => skipped.inc({ reason }),
    countDeadLetter: (queue, reason) => deadLetters.inc({ queue, reason: shortReason(reason) }),
    countDroppedFrames: (count) => expired.inc({ reason: 'dropped' }, count),
  };
}

function decisionCounters(metrics: Metrics): MatcherMetrics['countSightings'] {
  const sightings = metrics.counter('sightings_total', 'Faces by why they were matched or not', ['reason']);
  const agreements = metrics.counter(
    'agreements_total',
    'Faces by whether the engines name the same person',
    ['agreement'],
  );
  const verdicts = metrics.counter('liveness_total', 'Faces by what their presentation had shown', [
    'verdict',
  ]);
  const presentations = metrics.counter('presentations_total', 'Faces that came into view');
  return (seen, begun) => {
    presentations.inc(begun);
    for (const { identification, search, presence } of seen) {
      sightings.inc({ reason: identification.reason });
      if (search.agreement) agreements.inc({ agreement: search.agreement });
      if (presence.liveness) verdicts.inc({ verdict: presence.liveness.verdict });
    }
  };
}

/** A dead letter's reason reads `frame-expired: …`; other messages are not words to count by. */
function shortReason(reason: string): string {
  return /^[a-z]+(-[a-z]+)*(?=:|$)/.exec(reason)?.[0] ?? 'error';
}
