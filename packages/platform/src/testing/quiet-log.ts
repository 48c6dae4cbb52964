import { Writable } from 'node:stream';
import { createLog, type Log } from '../log.ts';

/** For what a test does not look at. */
export const quietLog: Log = createLog({ service: 'test', level: 'error', stream: sink() });

function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** A stream that keeps what is written to it. */
export function captured(): { readonly stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
