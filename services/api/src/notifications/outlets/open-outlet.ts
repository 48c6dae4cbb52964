import type { NotificationChannel } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';
import { Target } from '../channel-target.ts';
import { openEmail } from './email.ts';
import type { Outlet, Outlets } from './outlet.ts';
import { openSlackBot } from './slack-bot.ts';
import { openSlackWebhook } from './slack-webhook.ts';
import { openTelegram } from './telegram.ts';
import { openWebhook } from './webhook.ts';

/** Throws when the credentials cannot be opened: another key sealed them. */
export function openOutlet(
  channel: Pick<NotificationChannel, 'id' | 'kind' | 'settings' | 'credentials'>,
  secrets: Pick<SecretBox, 'open'>,
  outlets: Outlets,
): Outlet {
  const target = Target.parse({
    kind: channel.kind,
    ...channel.settings,
    ...openCredentials(channel, secrets),
  });
  switch (target.kind) {
    case 'telegram':
      return openTelegram(outlets, target);
    case 'slack-webhook':
      return openSlackWebhook(outlets, target);
    case 'slack-bot':
      return openSlackBot(outlets, target);
    case 'webhook':
      return openWebhook(outlets, { ...target, secret: target.secret ?? '' });
    case 'email':
      return openEmail(outlets, target);
  }
}

type Sealed = Pick<NotificationChannel, 'id' | 'credentials'>;

function openCredentials({ id, credentials }: Sealed, secrets: Pick<SecretBox, 'open'>): object {
  if (credentials === null) return {};
  const opened: unknown = JSON.parse(secrets.open(credentials, channelContext(id)).toString('utf8'));
  return typeof opened === 'object' && opened !== null ? opened : {};
}

/** What a channel's credentials are bound to. */
export function channelContext(id: string): string {
  return `channel:${id}`;
}
