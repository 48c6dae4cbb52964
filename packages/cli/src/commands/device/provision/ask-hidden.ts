import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { CliError, UsageError } from '../../../cli-error.ts';

/** Asks the person at the terminal for a line that is not shown. */
export type AskHidden = (question: string) => Promise<string>;

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** The terminal itself, since standard input may be what `hadir device add --json` prints. Throws UsageError without one. */
export const askHidden: AskHidden = (question) =>
  new Promise((resolve, reject) => {
    const input = openTerminal();
    process.stderr.write(question);
    const lines = createInterface({ input, output: nowhere(), terminal: true });
    let end = (): void => reject(new CliError('stopped', 'No password was given.', 'Nothing was written.'));
    lines.once('line', (line) => {
      end = () => resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      process.stderr.write('\n');
      if (input === process.stdin) input.pause();
      else input.destroy();
      end();
    });
  });

function openTerminal(): ReadStream {
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r+'));
  } catch {
    throw new UsageError(
      'There is no terminal to ask for the password of the network at.',
      'Give it in a file: --wifi SSID:@FILE, or --wifi SSID: for a network without one.',
    );
  }
}
