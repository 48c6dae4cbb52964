import { createSafeFetch, NO_PRIVATE_TARGETS, type PrivateTargets } from '@hadir/platform';
import type { Mailer } from '../../mail/send-mail.ts';
import type { Outlets } from './outlet.ts';

const TELEGRAM_URL = 'https://api.telegram.org';
const SLACK_URL = 'https://slack.com/api';

type Options = {
  readonly privateTargets?: PrivateTargets | undefined;
  readonly telegramUrl?: string | undefined;
  readonly slackUrl?: string | undefined;
  readonly mailer?: Mailer | undefined;
};

/** What nobody entered into the api (the addresses of Telegram and Slack, the mail server) may lie on a private network. */
export function createOutlets(options: Options = {}): Outlets {
  const { privateTargets = NO_PRIVATE_TARGETS, telegramUrl = TELEGRAM_URL, slackUrl = SLACK_URL } = options;
  return {
    fetchEntered: createSafeFetch(privateTargets),
    fetchSet: createSafeFetch({ all: true, ranges: [] }),
    telegramUrl: telegramUrl.replace(/\/$/, ''),
    slackUrl: slackUrl.replace(/\/$/, ''),
    mailer: options.mailer,
  };
}
