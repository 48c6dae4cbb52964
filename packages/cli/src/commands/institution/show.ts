import { z } from 'zod';
import { defineCommand } from '../../command/define-command.ts';
import { facts } from '../../output/table.ts';

export const INSTITUTION_PATH = '/v1/settings/institution';
export const Institution = z.looseObject({ name: z.string().nullable(), hasLogo: z.boolean() });

export function institutionText({ name, hasLogo }: z.output<typeof Institution>): string {
  return facts([
    ['Name', name],
    ['Logo', hasLogo ? 'yes' : 'no'],
  ]);
}

export const institutionShow = defineCommand({
  name: 'show',
  summary: 'Show whose name and logo reports bear.',
  examples: ['', '--json'],
  input: {},
  async run(_input, { api }) {
    const found = await api.get(INSTITUTION_PATH, Institution);
    return { json: found, text: institutionText(found) };
  },
});
