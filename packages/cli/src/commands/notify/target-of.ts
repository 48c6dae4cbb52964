import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { CliError, UsageError } from '../../cli-error.ts';

export type TargetInput = {
  readonly telegram: string | undefined;
  readonly slack: string | undefined;
  readonly slackWebhook: boolean;
  readonly webhook: boolean;
  readonly email: string | undefined;
  readonly secretFile: string | undefined;
  readonly names: boolean;
};

type Target = Readonly<Record<string, unknown>>;

/** The api's target from the options. Throws UsageError unless exactly one kind is named. */
export async function targetOf(input: TargetInput, stdin: AsyncIterable<unknown>): Promise<Target> {
  const { telegram, slack, slackWebhook, webhook, email, names } = input;
  const kinds = [telegram !== undefined, slack !== undefined, slackWebhook, webhook, email !== undefined];
  if (kinds.filter(Boolean).length !== 1) {
    throw new UsageError('Name one of --telegram, --slack, --slack-webhook, --webhook and --email.', '');
  }
  if (names && !webhook) throw new UsageError('--names is only for --webhook.', '');
  if (email !== undefined) return { kind: 'email', to: email.split(',').map((address) => address.trim()) };
  const secret = await readSecret(input.secretFile, stdin);
  if (telegram !== undefined) return { kind: 'telegram', chatId: telegram, token: secret };
  if (slack !== undefined) return { kind: 'slack-bot', channel: slack, token: secret };
  return slackWebhook
    ? { kind: 'slack-webhook', url: secret }
    : { kind: 'webhook', url: secret, includeNames: names };
}

/** A token or an address in a command line would be seen by everybody on the machine. */
async function readSecret(path: string | undefined, stdin: AsyncIterable<unknown>): Promise<string> {
  if (path === undefined) {
    throw new UsageError(
      '--secret-file is required: the token or the address, - reads it from standard input.',
      '',
    );
  }
  try {
    return (path === '-' ? await readText(stdin as never) : await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new CliError('unreadable', `${path} cannot be read.`, 'Check the path and its permissions.', error);
  }
}
