import { z } from 'zod';
import { Settings } from '../../api/correction-models.ts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { parseChange } from './parse-change.ts';
import { settingsText } from './settings-text.ts';

export const settingsSet = defineCommand({
  name: 'set',
  summary: 'Change what this site has decided about recognition.',
  details:
    'For administrators; the audit log keeps the old and the new values, and matchers follow within two seconds. Settings: keepUnknowns, adaptGallery, reviewOutsiders and expression are on or off; livenessMode is off, advisory or enforce; matchRule.ENGINE.threshold and .margin are numbers, and matchRule.ENGINE=shipped takes them back; retention.unknownCropHours, .evidenceDays, .sightingDays, .photoGraceDays and .rejectedPhotoDays are whole numbers; erasure.attendance is remove or pseudonymise. To switch expression on, pass the notice that `hadir settings show --json` has as expressionNotice.',
  examples: [
    'keepUnknowns=on livenessMode=enforce',
    'matchRule.fused.threshold=4.2 matchRule.fused.margin=2',
    'expression=on --acknowledge "TEXT OF THE NOTICE"',
  ],
  input: {
    changes: argument('<change...>', 'name=value, several at once', z.array(text).min(1)),
    acknowledge: option('--acknowledge <text>', 'the notice, to switch expression on', text.optional()),
  },
  async run({ changes, acknowledge }, { api, time }) {
    const path = '/v1/settings';
    const before = await api.get(path, Settings);
    const change = parseChange(changes, before);
    const { expression } = change;
    if (expression?.enabled && !before.expression.enabled && acknowledge === undefined) {
      throw new CliError(
        'not-acknowledged',
        'Expression is switched on by who accepts this notice:',
        `${before.expressionNotice}\nPass it, word for word, with --acknowledge.`,
      );
    }
    const body = {
      version: before.version,
      ...change,
      ...(expression && { expression: { ...expression, acknowledgement: acknowledge } }),
    };
    const settings = await api.send({ method: 'PUT', path, body }, Settings);
    return { json: settings, text: settingsText(settings, time) };
  },
});
