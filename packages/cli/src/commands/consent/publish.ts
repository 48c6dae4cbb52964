import { readFile } from 'node:fs/promises';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { Notice } from '../privacy/privacy-models.ts';

export const consentPublish = defineCommand({
  name: 'publish',
  summary: 'Publish a notice that students are asked to agree to.',
  details:
    'For administrators. It cannot be changed afterwards; publish another version instead. Who agreed to an older one stays recognised, and is listed by `hadir consent list --state outdated`.',
  examples: ['2026-01 --en notice-en.txt --id notice-id.txt'],
  input: {
    version: argument('<version>', 'what the notice is called', text),
    en: option('--en <file>', 'its text in English', text),
    id: option('--id <file>', 'its text in Indonesian', text),
  },
  async run({ version, en, id }, { api, time }) {
    const texts = { en: await read(en), id: await read(id) };
    const body = { version, texts };
    const notice = await api.send({ method: 'POST', path: '/v1/consent-notices', body }, Notice);
    return {
      json: notice,
      text: `Notice ${notice.version} is the current one since ${time.dateTime(notice.publishedAt)}.`,
    };
  },
});

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Give a text file in UTF-8.', error);
  });
}
