import { CliError } from '../../../cli-error.ts';
import { openFault } from './open-fault.ts';

/** One `HADIR OK` or `HADIR ERROR` of a device, with what stood behind it. */
export type Answer = { readonly ok: boolean; readonly told: unknown };

/** A device at the other end of a cable. */
export type SerialLine = {
  /** Sends a line and waits for its answer; undefined when none comes in time. What the device logs is passed over. */
  ask(line: string, timeoutMs: number): Promise<Answer | undefined>;
  /** Answers that came late are forgotten, until none comes for `quietMs`. */
  settle(quietMs: number): Promise<void>;
  close(): Promise<void>;
};

const BAUD_RATE = 115_200;
/** A device that sends no line feed must not fill the memory. */
const LONGEST_LINE = 8192;
const WRITE_TIMEOUT_MS = 5000;
const OPEN_TIMEOUT_MS = 10_000;

/** Throws CliError when the port is not there, not allowed, in use, or does not open in time. */
export async function openSerialLine(path: string, openTimeoutMs = OPEN_TIMEOUT_MS): Promise<SerialLine> {
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate: BAUD_RATE, autoOpen: false });
  await inTime(path, openTimeoutMs, (resolve, reject) => {
    port.open((error) => (error ? reject(openFault(path, error)) : resolve()));
  });
  // Many boards hold the processor in reset, or in its loader, while these are set. A line without them has nothing to clear.
  await inTime(path, openTimeoutMs, (resolve) => port.set({ dtr: false, rts: false }, () => resolve()));

  let rest = '';
  let heard: ((answer: Answer) => void) | undefined;
  let lost: ((error: CliError) => void) | undefined;
  let isClosing = false;
  const unplugged = (cause?: unknown): void => {
    if (isClosing) return;
    const message = `${path} is gone.`;
    lost?.(new CliError('unplugged', message, 'Check the cable, and run the command again.', cause));
  };
  port.on('close', unplugged);
  port.on('error', unplugged);
  port.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString('utf8')).split('\n');
    rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const answer of lines.map(answerOf)) if (answer) heard?.(answer);
  });

  /** The next answer, if one comes in time. */
  const listen = (timeoutMs: number, send?: () => void): Promise<Answer | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<Answer | undefined>((resolve, reject) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
      heard = resolve;
      lost = reject;
      if (port.isOpen) send?.();
      else unplugged();
    }).finally(() => {
      clearTimeout(timer);
      heard = undefined;
      lost = undefined;
    });
  };

  return {
    ask: (line, timeoutMs) =>
      listen(timeoutMs, () => port.write(`${line}\n`, (error) => error && unplugged(error))),
    async settle(quietMs) {
      while (await listen(quietMs));
    },
    async close() {
      isClosing = true;
      if (!port.isOpen) return;
      await new Promise<void>((resolve) => {
        // What a frozen device does not take must not hold the command.
        const timer = setTimeout(resolve, WRITE_TIMEOUT_MS);
        port.drain(() =>
          port.close(() => {
            clearTimeout(timer);
            resolve();
          }),
        );
      });
    },
  };
}

/** The driver of an adapter that hangs lets a call wait for ever. */
async function inTime(
  path: string,
  timeoutMs: number,
  start: (resolve: () => void, reject: (error: CliError) => void) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const message = `${path} does not open.`;
    const fix = 'Unplug the board, plug it in again, and run the command again.';
    timer = setTimeout(() => reject(new CliError('no-port', message, fix)), timeoutMs);
    start(resolve, reject);
  }).finally(() => clearTimeout(timer));
}

/** What begins otherwise is what the device logs, or noise of its start before the line. */
function answerOf(line: string): Answer | undefined {
  const [, word, json = ''] = /(?:^|[^ -~])HADIR (OK|ERROR) ?([^\r]*)\r*$/.exec(line) ?? [];
  if (word === undefined) return undefined;
  try {
    return { ok: word === 'OK', told: json === '' ? {} : JSON.parse(json) };
  } catch {
    return undefined;
  }
}
