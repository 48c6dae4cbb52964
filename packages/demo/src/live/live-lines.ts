import type { FaceOutcome, FrameOutcome } from '@hadir/contracts';
import type { Screen } from '../screen.ts';
import type { TimedOutcome } from './frame-times.ts';

export type LiveLinesOptions = {
  readonly screen: Screen;
  readonly nameOf: (studentId: string) => string | undefined;
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
};

/** One line for each person of a frame, and one for all who are unknown. A frame that shows the same as the one before only counts on a terminal's last line. */
export function createLiveLines({ screen, nameOf, timeZone }: LiveLinesOptions) {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  let shown = '';
  let times = 0;
  return {
    heading: () => screen.line(columns('time', 'who', 'what', 'score', 'POST → record')),
    show({ outcome, latencyMs }: TimedOutcome): void {
      const rows = rowsOf(outcome, nameOf);
      if (rows.length === 0) return;
      const same = rows.map(({ who, what }) => `${who} ${what}`).join();
      times = same === shown ? times + 1 : 1;
      shown = same;
      const time = clock.format(new Date(outcome.capturedAt));
      const lines = rows.map(({ who, what, score }) => columns(time, who, what, score, `${latencyMs} ms`));
      if (times === 1) for (const line of lines) screen.line(line);
      else screen.replaceLast(`${lines.at(-1)}  ×${times}`);
    },
  };
}

type Row = { readonly who: string; readonly what: string; readonly score: string };

function rowsOf({ faces, dropped }: FrameOutcome, nameOf: LiveLinesOptions['nameOf']): readonly Row[] {
  if (dropped !== null) return dropped === 'no-face' ? [] : [{ who: '–', what: dropped, score: '' }];
  const rows = faces.map((face) => ({
    who: whoIs(face, nameOf),
    what: whatIs(face),
    score: face.score.toFixed(1),
  }));
  return rows.filter(
    ({ who, what }, at) => rows.findIndex((row) => row.who === who && row.what === what) === at,
  );
}

/** Why nobody was known is worth more than that nobody was. */
function whatIs({ status, reason }: FaceOutcome): string {
  return status === 'unknown' && reason !== undefined && reason !== 'match' ? reason : status;
}

function whoIs({ studentId }: FaceOutcome, nameOf: LiveLinesOptions['nameOf']): string {
  if (studentId === null) return 'somebody unknown';
  return nameOf(studentId) ?? `student ${studentId}`;
}

function columns(time: string, who: string, what: string, score: string, took: string): string {
  return `${time.padEnd(10)}${who.padEnd(24)}${what.padEnd(18)}${score.padStart(6)}${took.padStart(16)}`;
}
