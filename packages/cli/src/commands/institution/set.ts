import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CliError, UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { INSTITUTION_PATH, Institution, institutionText } from './show.ts';

const LOGO_PATH = '/v1/settings/logo';

export const institutionSet = defineCommand({
  name: 'set',
  summary: 'Change whose name and logo reports bear.',
  details: 'A logo is a PNG or JPEG of at most 512 KB, each side 16 to 2,000 pixels.',
  examples: ['--name "Universitas Contoh" --logo logo.png', '--remove-logo'],
  input: {
    name: option('--name <name>', 'the institution’s name', text.optional()),
    logo: option('--logo <file>', 'a PNG or JPEG', text.optional()),
    removeLogo: option('--remove-logo', 'have no logo', flag),
  },
  async run({ name, logo, removeLogo }, { api }) {
    if (logo !== undefined && removeLogo) throw new UsageError('--logo and --remove-logo contradict.', '');
    if (name === undefined && logo === undefined && !removeLogo) {
      throw new UsageError('There is nothing to change.', 'Give --name, --logo or --remove-logo.');
    }
    if (name !== undefined)
      await api.send({ method: 'PUT', path: INSTITUTION_PATH, body: { name } }, Institution);
    if (logo !== undefined) await api.sendOnly({ method: 'PUT', path: LOGO_PATH, form: await formOf(logo) });
    if (removeLogo) await api.sendOnly({ method: 'DELETE', path: LOGO_PATH });
    const now = await api.get(INSTITUTION_PATH, Institution);
    return { json: now, text: institutionText(now) };
  },
});

async function formOf(file: string): Promise<FormData> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check its name and rights.', error);
  });
  const form = new FormData();
  form.append('logo', new Blob([new Uint8Array(bytes)]), basename(file));
  return form;
}
