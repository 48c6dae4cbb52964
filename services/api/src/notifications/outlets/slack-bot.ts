import { z } from 'zod';
import { callApi, isAttempt } from './exchange-json.ts';
import { type Attempt, later, never, type Outlet, type Outlets, type Parcel, sent } from './outlet.ts';
import { slackBody } from './slack-text.ts';

type Bot = { readonly token: string; readonly channel: string };
type Ref = { readonly channel: string; readonly ts: string };

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  ts: z.string().optional(),
  channel: z.string().optional(),
});
type Answer = z.infer<typeof Answer>;

/** Errors that pass; what Slack answers else, such as `invalid_auth` or `channel_not_found`, is for people to mend. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const CANNOT_EDIT = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** https://docs.slack.dev/reference/methods/chat.postMessage and chat.update */
export function openSlackBot({ fetchSet, slackUrl }: Outlets, { token, channel }: Bot): Outlet {
  const call = ({ message, signal }: Parcel, method: string, more: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const body = JSON.stringify({ ...slackBody(message), ...more });
    return callApi({ fetch: fetchSet, url: `${slackUrl}/${method}`, headers, body, signal }, Answer);
  };
  const post = async (parcel: Parcel): Promise<Attempt> => {
    const posted = await call(parcel, 'chat.postMessage', { channel });
    if (isAttempt(posted)) return posted;
    const { answer } = posted;
    if (!answer.ok) return refusalOf(answer);
    // chat.update wants the channel's id, which the answer gives also where a name was given.
    return sent(answer.ts === undefined ? null : `${answer.channel ?? channel} ${answer.ts}`);
  };
  const edit = async (parcel: Parcel, ref: Ref): Promise<Attempt> => {
    const edited = await call(parcel, 'chat.update', ref);
    if (isAttempt(edited)) return edited;
    if (edited.answer.ok) return sent(parcel.remoteRef);
    return CANNOT_EDIT.has(edited.answer.error ?? '') ? post(parcel) : refusalOf(edited.answer);
  };
  return (parcel) => {
    const ref = parseRef(parcel.remoteRef);
    return ref ? edit(parcel, ref) : post(parcel);
  };
}

function parseRef(text: string | null): Ref | undefined {
  const [channel, ts] = text?.split(' ') ?? [];
  return channel !== undefined && ts !== undefined ? { channel, ts } : undefined;
}

function refusalOf({ error = 'unknown' }: Answer): Attempt {
  const word = error.slice(0, 100);
  return PASSING.has(error) ? later(word) : never(word);
}
