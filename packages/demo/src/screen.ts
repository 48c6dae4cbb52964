export type Screen = {
  line(text?: string): void;
  /** Replaces the line before on a terminal; elsewhere it is left out. */
  replaceLast(text: string): void;
  /** Shows what is being done, how far it is if `detail` says, and how long it took. */
  step<T>(title: string, work: () => Promise<T>, detail?: () => string): Promise<T>;
};

type Output = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
};

const CLEAR_LINE = '\r\x1b[2K';
const LIVE_MS = 100;
const PLAIN_MS = 15_000;
const UP_AND_CLEAR = '\x1b[1A\x1b[2K';

export function createScreen(output: Output): Screen {
  const live = output.isTTY === true;
  const fit = (text: string): string => (live ? text.slice(0, (output.columns || 80) - 1) : text);
  return {
    line: (text = '') => {
      output.write(`${text}\n`);
    },
    replaceLast: (text) => {
      if (live) output.write(`${UP_AND_CLEAR}${fit(text)}\n`);
    },
    async step(title, work, detail = () => '') {
      const startedAt = performance.now();
      const show = (): void => {
        const text = `… ${title}  ${seconds(startedAt)}  ${detail()}`;
        output.write(live ? `${CLEAR_LINE}${fit(text)}` : `${text.trimEnd()}\n`);
      };
      const timer = setInterval(show, live ? LIVE_MS : PLAIN_MS);
      const end = (mark: string): void => {
        clearInterval(timer);
        output.write(`${live ? CLEAR_LINE : ''}${mark} ${title}  ${seconds(startedAt)}\n`);
      };
      try {
        const result = await work();
        end('✓');
        return result;
      } catch (error) {
        end('✗');
        throw error;
      }
    },
  };
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
