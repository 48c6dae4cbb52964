import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const token = (pattern: RegExp, words: string) => z.string().regex(pattern, words);
const EnteredUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .max(2000, 'must be at most 2000 characters');
const Secret = token(
  /^whsec_[A-Za-z0-9+/]{32,100}={0,2}$/,
  'must read whsec_ and 24 bytes or more in base64',
);

const Telegram = z.strictObject({
  kind: z.literal('telegram'),
  token: token(/^\d{1,20}:[A-Za-z0-9_-]{10,100}$/, 'must be a bot token of @BotFather'),
  chatId: token(/^(-?\d{1,20}|@[A-Za-z][A-Za-z0-9_]{3,40})$/, 'must be a chat id or @channel'),
});
const SlackWebhook = z.strictObject({ kind: z.literal('slack-webhook'), url: EnteredUrl });
const SlackBot = z.strictObject({
  kind: z.literal('slack-bot'),
  token: token(/^xox[a-z]-[A-Za-z0-9-]{8,250}$/, 'must be a bot token (xoxb-…)'),
  channel: token(/^[#@]?[\p{L}\p{N}_-]{1,80}$/u, 'must be a channel id or name'),
});
const WebhookTarget = z.strictObject({
  kind: z.literal('webhook'),
  url: EnteredUrl,
  includeNames: z.boolean().default(false),
  secret: Secret.optional(),
});
const Email = z.strictObject({
  kind: z.literal('email'),
  to: z.array(z.email('must be an e-mail address').max(254)).min(1).max(20),
});

/** Where a channel leads, with its credentials. */
export const Target = z.discriminatedUnion('kind', [Telegram, SlackWebhook, SlackBot, WebhookTarget, Email]);
export type Target = z.output<typeof Target>;

/** A webhook without a signing secret gets one. */
export function withSecret(target: Target): Target {
  if (target.kind !== 'webhook' || target.secret !== undefined) return target;
  return { ...target, secret: `whsec_${randomBytes(32).toString('base64')}` };
}

/** What of it is kept sealed and never told, and what is kept as it is. An address may hold a secret: its host is told. */
export function splitTarget(target: Target): {
  readonly settings: object;
  readonly credentials: object | null;
} {
  switch (target.kind) {
    case 'telegram':
      return { settings: { chatId: target.chatId }, credentials: { token: target.token } };
    case 'slack-webhook':
      return { settings: {}, credentials: { url: target.url } };
    case 'slack-bot':
      return { settings: { channel: target.channel }, credentials: { token: target.token } };
    case 'webhook': {
      const { url, secret, includeNames } = target;
      return { settings: { includeNames }, credentials: { url, secret } };
    }
    case 'email':
      return { settings: { to: target.to }, credentials: null };
  }
}
