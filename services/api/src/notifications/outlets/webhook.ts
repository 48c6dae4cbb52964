import type { SafeResponse } from '@hadir/platform';
import { Webhook } from 'standardwebhooks';
import { webhookPayload } from '../messages/webhook-payload.ts';
import { isAttempt, postJson, retryAfterMs } from './exchange-json.ts';
import { type Attempt, later, never, type Outlet, type Outlets, sent } from './outlet.ts';

type Target = { readonly url: string; readonly secret: string; readonly includeNames: boolean };

/** Answers that no waiting mends. A 401 or a 409 may be the receiver's own trouble, and passes. */
const FOR_GOOD = new Set([400, 403, 404, 405, 410, 413, 415, 422]);

/** Signed as https://www.standardwebhooks.com says; `webhook-id` is the delivery's, the same for each attempt. */
export function openWebhook({ fetchEntered }: Outlets, { url, secret, includeNames }: Target): Outlet {
  const signer = new Webhook(secret);
  return async ({ id, facts, isGroup, signal }) => {
    const body = JSON.stringify(webhookPayload(facts, { isGroup, includeNames }));
    const at = new Date();
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signer.sign(id, at, body),
    };
    const answer = await postJson({ fetch: fetchEntered, url, headers, body, signal });
    if (isAttempt(answer)) return answer;
    return attemptOf(answer);
  };
}

function attemptOf(answer: SafeResponse): Attempt {
  const { status } = answer;
  if (status >= 200 && status < 300) return sent();
  if (status >= 300 && status < 400) return never(`redirect-${status}`);
  return FOR_GOOD.has(status) ? never(`status-${status}`) : later(`status-${status}`, retryAfterMs(answer));
}
