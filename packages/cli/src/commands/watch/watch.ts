import { pause } from '@hadir/platform';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { liveText } from './live-text.ts';
import { type LiveMessage, readLive } from './read-live.ts';

const AGAIN_MS = 2000;

export const watch = defineCommand({
  name: 'watch',
  summary: 'Show what happens as it happens, until Ctrl-C: sightings, marks, devices, the queue.',
  details: 'Students are shown by id. With --json each event is one line.',
  examples: ['', '--session 0198f2f0-…', '--json'],
  input: { session: option('--session <id>', 'only one session', text.optional()) },
  async run({ session }, context) {
    const path = session === undefined ? '/v1/live' : `/v1/sessions/${encodeURIComponent(session)}/live`;
    const stopped = context.untilStopped();
    context.screen.note('Watching. Ctrl-C ends.');
    let after: string | undefined;
    while (!stopped.aborted) {
      after = await watchOnce(path, after, context, stopped);
      await pause(AGAIN_MS, stopped);
    }
    return { json: undefined, text: '' };
  },
});

/** Until the connection ends; answers the id to go on from. */
async function watchOnce(
  path: string,
  from: string | undefined,
  context: Context,
  stopped: AbortSignal,
): Promise<string | undefined> {
  let after = from;
  try {
    for await (const message of readLive(context.api, path, after, stopped)) {
      after = message.id ?? after;
      show(message, context);
    }
  } catch (error) {
    if (stopped.aborted) return after;
    if (!(error instanceof CliError) || !isPassing(error)) throw error;
    context.screen.note(`${error.message} Trying again.`);
  }
  return after;
}

function show(message: LiveMessage, { json, screen, time }: Context): void {
  if (message.type === 'missed') screen.note('Some events were missed.');
  if (!message.event) return;
  const line = json ? JSON.stringify(message.event) : liveText(message.event, time);
  if (line !== undefined) screen.print(line);
}

/** The connection, not the question, was at fault. */
function isPassing({ code }: CliError): boolean {
  return code === 'unreachable' || code === 'broke-off' || code === 'unavailable';
}
