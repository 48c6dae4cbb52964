import type { SafeResponse } from '@hadir/platform';
import { isAttempt, postJson, retryAfterMs } from './exchange-json.ts';
import { type Attempt, later, never, type Outlet, type Outlets, sent } from './outlet.ts';
import { slackBody } from './slack-text.ts';

/** The words that Slack answers with, such as `no_service`; anything longer is not one. */
const WORD = /^[a-z_]{1,60}$/;

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function openSlackWebhook({ fetchEntered }: Outlets, { url }: { readonly url: string }): Outlet {
  return async ({ message, signal }) => {
    const answer = await postJson({
      fetch: fetchEntered,
      url,
      body: JSON.stringify(slackBody(message)),
      signal,
    });
    if (isAttempt(answer)) return answer;
    return attemptOf(answer);
  };
}

function attemptOf(answer: SafeResponse): Attempt {
  const { status } = answer;
  if (status >= 200 && status < 300) return sent();
  const said = answer.body.toString('utf8').trim();
  const error = WORD.test(said) ? `${status} ${said}` : `status-${status}`;
  const passes = status === 408 || status === 429 || status >= 500;
  return passes ? later(error, retryAfterMs(answer)) : never(error);
}
