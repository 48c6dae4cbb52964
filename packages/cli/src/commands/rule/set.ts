import { UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { changedRule, ruleInput, rulePlace, since } from './rule-fields.ts';
import { ChangedRule } from './rule-model.ts';
import { ruleText } from './rule-text.ts';

export const ruleSet = defineCommand({
  name: 'set',
  summary: 'Change the attendance rule of the campus or of a course.',
  details:
    'Limits that are not named stay as they are; `inherit` takes one from the campus again. Sessions that have not begun take the rule. Closed ones keep theirs unless --apply-to-past is given: see before what it changes with `hadir rule preview`.',
  examples: [
    '--course IF-101 --late-after 20 --closes-after 45',
    '--minimum 75 --early-leave none',
    '--course IF-101 --late-after inherit --apply-to-past --since 2026-09-01',
  ],
  input: {
    ...ruleInput,
    applyToPast: option('--apply-to-past', 'judge closed sessions again by the new rule', flag),
    since,
  },
  async run({ course, applyToPast, since: from, ...given }, { api }) {
    if (from !== undefined && !applyToPast) throw new UsageError('--since goes with --apply-to-past.', '');
    const place = await rulePlace(api, course);
    const rule = await changedRule(api, place, given);
    const body = { rule, applyToPast, since: from };
    const changed = await api.send({ method: 'PUT', path: place.path, body }, ChangedRule);
    return { json: changed, text: [ruleText(changed, place), '', ...effects(changed)].join('\n') };
  },
});

function effects({ futureSessions, application }: ChangedRule): string[] {
  const future = futureSessions === null ? [] : [`${futureSessions} sessions to come took it.`];
  if (application === null) return future;
  const { sessionsDone, recordsChanged, finishedAt } = application;
  const past = `${sessionsDone} past sessions were judged again, ${recordsChanged} records changed.`;
  return [...future, past, ...(finishedAt === null ? ['The rest goes on by itself.'] : [])];
}
