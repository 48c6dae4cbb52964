import { facts } from '../../output/table.ts';
import type { RulePlace } from './rule-fields.ts';
import type { RuleAnswer, RuleField } from './rule-model.ts';

const NAMES: readonly (readonly [RuleField, string, unit: string, none: string])[] = [
  ['opensBeforeMinutes', 'Check-in opens', ' min before the start', ''],
  ['lateAfterMinutes', 'Late', ' min after the start', ''],
  ['closesAfterMinutes', 'Check-in closes', ' min after the start', 'at the end'],
  ['earlyLeaveMinutes', 'Left early', ' min before the end', 'not judged'],
  ['requiredSightings', 'Sightings for a mark', '', 'as the matchers are set'],
  ['minimumPercent', 'At risk below', ' %', 'nobody'],
  ['lateCountsAs', 'Late counts as', '', ''],
];

/** Each limit, and whether it is set here or inherited. */
export function ruleText({ own, effective }: RuleAnswer, { name }: RulePlace): string {
  const rows = NAMES.map(([field, title, unit, none]) => {
    const value = effective[field];
    const shown = value === null ? none : `${value}${unit}`;
    return [title, field in own && own[field] !== undefined ? shown : `${shown} (inherited)`] as const;
  });
  return `The rule of ${name}\n\n${facts(rows)}`;
}
