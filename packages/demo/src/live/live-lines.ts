import type { FaceOutcome } from '@hadir/contracts';
import type { Screen } from '../screen.ts';
import type { TimedOutcome } from './frame-times.ts';

export type LiveLinesOptions = {
  readonly screen: Screen;
  readonly nameOf: (studentId: string) => string | undefined;
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
};

/** One line for each face of each outcome; the same again and again is one line that counts. */
export function createLiveLines({ screen, nameOf, timeZone }: LiveLinesOptions) {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  let last = '';
  let times = 0;
  const show = (key: string, text: string): void => {
    times = key === last ? times + 1 : 1;
    last = key;
    if (times === 1) screen.line(text);
    else screen.replaceLast(`${text}  ×${times}`);
  };
  return {
    heading: () => screen.line(columns('time', 'who', 'what', 'score', 'POST → record')),
    show({ outcome, latencyMs }: TimedOutcome): void {
      const time = clock.format(new Date(outcome.capturedAt));
      const took = `${latencyMs} ms`;
      for (const face of outcome.faces) {
        const who = whoIs(face, nameOf);
        show(`${who} ${face.status}`, columns(time, who, face.status, face.score.toFixed(1), took));
      }
      const { dropped } = outcome;
      if (dropped !== null && dropped !== 'no-face') show(dropped, columns(time, '–', dropped, '', took));
    },
  };
}

function whoIs({ studentId }: FaceOutcome, nameOf: LiveLinesOptions['nameOf']): string {
  if (studentId === null) return 'somebody unknown';
  return nameOf(studentId) ?? `student ${studentId}`;
}

function columns(time: string, who: string, what: string, score: string, took: string): string {
  return `${time.padEnd(10)}${who.padEnd(24)}${what.padEnd(16)}${score.padStart(6)}${took.padStart(16)}`;
}
