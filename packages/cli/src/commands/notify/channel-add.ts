import { z } from 'zod';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { CHANNELS, ChannelWithSecret } from './models.ts';
import { targetOf } from './target-of.ts';

const quiet = z
  .string()
  .regex(/^\d\d:\d\d-\d\d:\d\d$/, 'must read 22:00-06:00')
  .transform((given) => ({ from: given.slice(0, 5), until: given.slice(6) }));

export const notifyChannelAdd = defineCommand({
  name: 'add',
  summary: 'Add a channel: a Telegram chat, Slack, a webhook or addresses.',
  details:
    'The bot’s token, or the webhook’s address, is read from a file or from standard input, and never told again. A webhook’s signing secret is printed this one time.',
  examples: [
    '"Staff room" --telegram -1001234567890 --secret-file token.txt --language id',
    'Slack --slack "#attendance" --secret-file -',
    'SIS --webhook --secret-file address.txt --json',
    'Office --email office@campus.ac.id,dean@campus.ac.id --quiet 22:00-06:00',
  ],
  input: {
    name: argument('<name>', 'its name, for people', text),
    telegram: option(
      '--telegram <chat>',
      'a chat id or @channel; the secret is the bot’s token',
      text.optional(),
    ),
    slack: option(
      '--slack <channel>',
      'a channel that a bot posts to; the secret is its token',
      text.optional(),
    ),
    slackWebhook: option('--slack-webhook', 'the secret is the address of an incoming webhook', flag),
    webhook: option('--webhook', 'the secret is the address; messages are signed as Standard Webhooks', flag),
    email: option('--email <addresses>', 'addresses joined by ","', text.optional()),
    secretFile: option(
      '--secret-file <path>',
      'where the token or address is; - is standard input',
      text.optional(),
    ),
    names: option('--names', 'a webhook is told names too, not ids alone', flag),
    language: option('--language <code>', 'en or id', oneOf(['en', 'id']).default('en')),
    mode: option(
      '--mode <mode>',
      'digest or each; each for webhooks unless given',
      oneOf(['digest', 'each']).optional(),
    ),
    quiet: option('--quiet <hours>', 'when nothing is sent, such as 22:00-06:00', quiet.optional()),
    perMinute: option('--per-minute <n>', 'messages at most', wholeNumber(1, 300).default(20)),
  },
  async run({ name, language, mode, quiet: quietHours, perMinute, ...target }, { api }) {
    if (name.length > 120) throw new UsageError('<name> must be at most 120 characters.', '');
    const body = {
      name,
      language,
      perMinute,
      ...(mode === undefined ? {} : { mode }),
      ...(quietHours === undefined ? {} : { quietHours }),
      target: await targetOf(target, process.stdin),
    };
    const added = await api.send({ method: 'POST', path: CHANNELS, body }, ChannelWithSecret);
    const secret =
      added.secret === null ? '' : `\n\n  ${added.secret}\n\nThe signing secret is not shown again.`;
    const next = `\nTry it: hadir notify test "${name}". Subscribe it: hadir notify subscribe "${name}" late`;
    return { json: added, text: `Added channel ${name}.${secret}${next}` };
  },
});
