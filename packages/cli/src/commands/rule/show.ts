import { defineCommand } from '../../command/define-command.ts';
import { ruleInput, rulePlace } from './rule-fields.ts';
import { RuleAnswer } from './rule-model.ts';
import { ruleText } from './rule-text.ts';

export const ruleShow = defineCommand({
  name: 'show',
  summary: 'Show the attendance rule of the campus or of a course.',
  examples: ['', '--course IF-101'],
  input: { course: ruleInput.course },
  async run({ course }, { api }) {
    const place = await rulePlace(api, course);
    const rule = await api.get(place.path, RuleAnswer);
    return { json: rule, text: ruleText(rule, place) };
  },
});
