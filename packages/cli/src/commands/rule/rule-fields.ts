import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { findCourse } from '../../api/find.ts';
import { UsageError } from '../../cli-error.ts';
import { option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';
import { type OwnRule, RuleAnswer, type RuleField } from './rule-model.ts';

/** `inherit` takes a limit from the campus (or the shipped rule), `none` switches it off. */
type Given = { readonly inherit: true } | { readonly value: number | null };

function limit(
  least: number,
  most: number,
  options: { readonly none: boolean; readonly fraction?: boolean },
) {
  const words = options.none ? 'inherit or none' : 'inherit';
  const message = `must be a number from ${least} to ${most}, ${words}`;
  const pattern = options.fraction ? /^\d{1,4}(\.\d{1,4})?$/ : /^\d{1,4}$/;
  const isGood = (value: string): boolean =>
    value === 'inherit' ||
    (value === 'none' && options.none) ||
    (pattern.test(value) && Number(value) >= least && Number(value) <= most);
  return z
    .string()
    .refine(isGood, message)
    .transform(
      (value): Given =>
        value === 'inherit' ? { inherit: true } : { value: value === 'none' ? null : Number(value) },
    )
    .optional();
}

const minutes = (none: boolean) => limit(0, 1440, { none });

export const ruleInput = {
  course: option('--course <code>', 'the rule of this course; of the campus unless told', text.optional()),
  opensBeforeMinutes: option(
    '--opens-before <minutes>',
    'faces count from so long before the start',
    minutes(false),
  ),
  lateAfterMinutes: option('--late-after <minutes>', 'first seen later than this is late', minutes(false)),
  closesAfterMinutes: option(
    '--closes-after <minutes>',
    'nobody is marked who is first seen later than so long after the start; none: until the end',
    minutes(true),
  ),
  earlyLeaveMinutes: option(
    '--early-leave <minutes>',
    'last seen earlier than so long before the end is leaving early; none: not judged',
    minutes(true),
  ),
  requiredSightings: option(
    '--sightings <n>',
    'matching sightings that a mark takes; none: as the matchers are set',
    limit(1, 20, { none: true }),
  ),
  minimumPercent: option(
    '--minimum <percent>',
    'attendance below it is at risk; none: nobody is',
    limit(0, 100, { none: true, fraction: true }),
  ),
  lateCountsAs: option(
    '--late-counts-as <share>',
    'what being late counts for, 0 to 1',
    limit(0, 1, { none: false, fraction: true }),
  ),
};
export const since = option(
  '--since <day>',
  'of past sessions only those on this day or later',
  day.optional(),
);

type RuleValues = { readonly [Field in RuleField]?: Given | undefined };

/** Where the rule is read and set, and whose it is for people. */
export type RulePlace = { readonly path: string; readonly name: string };

export async function rulePlace(api: ApiClient, code: string | undefined): Promise<RulePlace> {
  if (code === undefined) return { path: '/v1/rules', name: 'the campus' };
  const course = await findCourse(api, code);
  return { path: `/v1/courses/${course.id}/rule`, name: `${course.code} ${course.name}` };
}

const FIELDS = Object.keys(ruleInput).filter((name) => name !== 'course') as RuleField[];

/** What is set now, with what was typed. Throws UsageError when nothing was. */
export async function changedRule(api: ApiClient, { path }: RulePlace, given: RuleValues): Promise<OwnRule> {
  const typed = FIELDS.filter((field) => given[field] !== undefined);
  if (typed.length === 0) {
    throw new UsageError(
      'Name a limit to change, such as --late-after 20.',
      'hadir rule set --help shows them.',
    );
  }
  const { own } = await api.get(path, RuleAnswer);
  const rule: Partial<Record<RuleField, number | null>> = {};
  for (const field of FIELDS) {
    const change = given[field];
    const value = change === undefined ? own[field] : 'inherit' in change ? undefined : change.value;
    if (value !== undefined) rule[field] = value;
  }
  return rule;
}
