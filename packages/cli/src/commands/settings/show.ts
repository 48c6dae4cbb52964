import { Settings } from '../../api/correction-models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { settingsText } from './settings-text.ts';

export const settingsShow = defineCommand({
  name: 'show',
  summary: 'Show what this site has decided about recognition.',
  examples: ['', '--json'],
  input: {},
  async run(_, { api, time }) {
    const settings = await api.get('/v1/settings', Settings);
    return { json: settings, text: settingsText(settings, time) };
  },
});
