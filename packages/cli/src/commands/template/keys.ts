import { defineCommand } from '../../command/define-command.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { openTemplateBox } from '../../settings/open-template-box.ts';
import { keyUse } from './key-use.ts';

export const templateKeys = defineCommand({
  name: 'keys',
  summary: 'Show how many templates each key seals, and which keys can be dropped.',
  details: 'Keys are shown by their ids; the keys themselves are never in the database.',
  examples: ['', '--json'],
  input: {},
  async run(_, context) {
    const box = await openTemplateBox(context);
    const { sealedRows } = await openDatabase(context);
    const { json, text } = keyUse(await sealedRows.countByKey(), box, context.screen.width);
    return { json, text };
  },
});
