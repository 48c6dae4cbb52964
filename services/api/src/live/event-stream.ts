import { Streamed } from '@hadir/platform';
import type { LiveMessage } from './watch-live.ts';

/** A page whose connection broke comes back after this time. */
const RETRY_MS = 2000;

/** Server-sent events, as the HTML standard has them: the type, the id to go on from, and one line of JSON. */
export function eventStream(messages: AsyncIterable<LiveMessage>): Streamed {
  return new Streamed({
    contentType: 'text/event-stream; charset=utf-8',
    // Proxies such as nginx would else hold events back until they have a bufferful.
    headers: { 'X-Accel-Buffering': 'no' },
    chunks: texts(messages),
  });
}

async function* texts(messages: AsyncIterable<LiveMessage>): AsyncGenerator<string> {
  for await (const message of messages) yield textOf(message);
}

function textOf(message: LiveMessage): string {
  switch (message.kind) {
    case 'ready':
      return `retry: ${RETRY_MS}\nid: ${message.id}\nevent: ready\ndata: {}\n\n`;
    case 'missed':
      return 'event: missed\ndata: {"advice":"events were missed: read what is shown again"}\n\n';
    case 'beat':
      return ': beat\n\n';
    default:
      return `id: ${message.id}\nevent: ${message.event.type}\ndata: ${JSON.stringify(message.event)}\n\n`;
  }
}
