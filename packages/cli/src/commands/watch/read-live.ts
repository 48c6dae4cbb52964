import { LiveEvent } from '@hadir/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ApiClient } from '../../api/api-client.ts';
import { CliError } from '../../cli-error.ts';

export type LiveMessage = {
  /** `ready`, `missed`, or the type of an event. */
  readonly type: string;
  /** To go on from; undefined for what has no place in the stream. */
  readonly id: string | undefined;
  /** Undefined for `ready` and `missed`, and for what this version does not know. */
  readonly event: LiveEvent | undefined;
};

/** The events after `after`, or from now on, until the api ends the stream or `stopped` fires. Throws CliError `broke-off`. */
export async function* readLive(
  api: ApiClient,
  path: string,
  after: string | undefined,
  stopped: AbortSignal,
): AsyncGenerator<LiveMessage> {
  const chunks = (await api.stream(path, { lastEventId: after }))[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  try {
    for (;;) {
      const chunk = await nextUnless(stopped, chunks);
      if (!chunk) return;
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* messages.map(toMessage);
      messages = [];
    }
  } finally {
    await chunks.return?.();
  }
}

function toMessage({ event: type = 'message', id, data }: EventSourceMessage): LiveMessage {
  return { type, id, event: LiveEvent.safeParse(JSON.parse(data)).data };
}

/** Undefined when there is no more, or when it was stopped meanwhile. */
async function nextUnless(
  stopped: AbortSignal,
  chunks: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | undefined> {
  let stop = (): void => undefined;
  const end = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (stopped.aborted) stop();
    stopped.addEventListener('abort', stop, { once: true });
  });
  try {
    const next = await Promise.race([chunks.next(), end]);
    return next?.done ? undefined : next?.value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('broke-off', `The stream broke off: ${why}.`, 'Try again.', error);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}
