/** The terminal, or what stands in its place: results on stdout, everything else on stderr. */
export type Screen = {
  /** Columns of a line; Infinity when stdout is no terminal, so that nothing is cut for a file. */
  readonly width: number;
  readonly interactive: boolean;
  print(text: string): void;
  note(text: string): void;
  /** A line that the next one replaces, on a terminal only. */
  progress(text: string): void;
  /** Puts `text` where the text before stood; on no terminal it prints nothing. */
  redraw(text: string): void;
};

type Stream = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
};

const CLEAR_LINE = '\r\u001b[K';
const FALLBACK_ROWS = 24;

export function createScreen(stdout: Stream, stderr: Stream): Screen {
  const interactive = stdout.isTTY === true;
  let drawn = 0;
  let progressShown = false;
  const endProgress = (): void => {
    if (progressShown) stderr.write(CLEAR_LINE);
    progressShown = false;
  };
  return {
    width: interactive ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    interactive,
    print(text) {
      endProgress();
      stdout.write(`${text}\n`);
    },
    note(text) {
      endProgress();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      stderr.write(CLEAR_LINE + text);
      progressShown = true;
    },
    redraw(text) {
      if (!interactive) return;
      const lines = text.split('\n').slice(0, (stdout.rows ?? FALLBACK_ROWS) - 1);
      const up = drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '';
      stdout.write(`${up}${lines.join('\n')}\n`);
      drawn = lines.length;
    },
  };
}
