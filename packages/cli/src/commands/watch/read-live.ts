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
  const decoder = new TextDecoder();
  let messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  try {
    for await (const chunk of await api.stream(path, { lastEventId: after }, stopped)) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* messages.map(toMessage);
      messages = [];
    }
  } catch (error) {
    if (stopped.aborted) return;
    if (error instanceof CliError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('broke-off', `The stream broke off: ${why}.`, 'Try again.', error);
  }
}

function toMessage({ event: type = 'message', id, data }: EventSourceMessage): LiveMessage {
  return { type, id, event: LiveEvent.safeParse(JSON.parse(data)).data };
}
