import { pause } from '@hadir/platform';
import QRCode from 'qrcode';
import { z } from 'zod';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { idArgument } from './one-session.ts';

const Code = z.looseObject({
  code: z.string(),
  url: z.string(),
  changesAt: z.string(),
  expiresAt: z.string(),
});
type Code = z.output<typeof Code>;

/** The next code is asked for a little after it has changed. */
const AFTER_CHANGE_MS = 200;
const AGAIN_MS = 2000;

export const sessionCode = defineCommand({
  name: 'code',
  summary: 'Show the QR code with which students check in without their face.',
  details:
    'It changes every 10 seconds; --watch goes along until Ctrl-C. Students scan it with their personal link. Only while check-in to the session is open.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --watch', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --json'],
  input: { id: idArgument, watch: option('--watch', 'show each code as it changes', flag) },
  async run({ id, watch }, context) {
    const first = await readCode(context, id);
    if (!watch || context.json) return { json: first, text: await pictureOf(first) };
    const last = await watchCodes(context, id, first);
    return { json: last, text: '' };
  },
});

function readCode({ api }: Context, id: string): Promise<Code> {
  return api.get(`/v1/sessions/${encodeURIComponent(id)}/check-in-code`, Code);
}

async function watchCodes(context: Context, id: string, first: Code): Promise<Code> {
  const { screen } = context;
  const stopped = context.untilStopped();
  let shown = first;
  screen.note('Ctrl-C ends.\n');
  while (!stopped.aborted) {
    const picture = await pictureOf(shown);
    if (screen.interactive) screen.redraw(picture);
    else screen.print(picture);
    const waitMs = Date.parse(shown.changesAt) - Date.now() + AFTER_CHANGE_MS;
    await pause(Math.max(waitMs, AFTER_CHANGE_MS), stopped);
    if (stopped.aborted) break;
    shown = (await nextCode(context, id, stopped)) ?? shown;
  }
  return shown;
}

/** A server that is away for a moment ends nothing; a session that has closed does. */
async function nextCode(context: Context, id: string, stopped: AbortSignal): Promise<Code | undefined> {
  try {
    return await readCode(context, id);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'unreachable') throw error;
    context.screen.note(`${error.message} Trying again.`);
    await pause(AGAIN_MS, stopped);
    return undefined;
  }
}

async function pictureOf({ url }: Code): Promise<string> {
  const picture = await QRCode.toString(url, { type: 'utf8', errorCorrectionLevel: 'L', margin: 2 });
  return `${picture}\n${url}`;
}
