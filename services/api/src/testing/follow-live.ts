import { waitFor } from '@hadir/local-stack/testing';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';

/** A page that watches, as a browser's EventSource does, without coming back by itself. */
export async function followLive(
  url: string,
  { key, after }: { readonly key: string; readonly after?: string | undefined },
) {
  const stopped = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}`, ...(after !== undefined && { 'last-event-id': after }) },
    signal: stopped.signal,
  });
  const events: EventSourceMessage[] = [];
  const ended = response.ok && response.body ? collect(response.body, events) : Promise.resolve();
  if (response.ok) await waitFor('the stream to be ready', () => events.length > 0);
  return {
    status: response.status,
    headers: response.headers,
    events,
    ended,
    /** What came of this type, parsed. */
    of: (type: string) => events.filter(({ event }) => event === type).map(({ data }) => JSON.parse(data)),
    lastId: () => events.findLast(({ id }) => id !== undefined)?.id,
    async close() {
      stopped.abort();
      await ended;
    },
  };
}

async function collect(body: ReadableStream<Uint8Array>, events: EventSourceMessage[]): Promise<void> {
  const texts = body.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
  try {
    for await (const event of texts.pipeThrough(new EventSourceParserStream())) events.push(event);
  } catch {
    // The page went, or the server hung up: what came until then stays.
  }
}
