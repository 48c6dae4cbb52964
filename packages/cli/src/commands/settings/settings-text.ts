import type { Settings } from '../../api/correction-models.ts';
import type { CampusTime } from '../../campus-time.ts';
import { facts } from '../../output/table.ts';

/** The settings under the names that `hadir settings set` takes. */
export function settingsText(settings: Settings, time: CampusTime): string {
  const { keepUnknowns, livenessMode, matchRule, adaptGallery, reviewOutsiders } = settings;
  const { expression, changedAt, changedBy } = settings;
  const rule = (own: Settings['matchRule']['sift']): string =>
    own ? `threshold ${own.threshold}, margin ${own.margin}` : 'shipped';
  const acknowledged =
    expression.acknowledgedAt && ` (${expression.by}, ${time.dateTime(expression.acknowledgedAt)})`;
  return facts([
    ['keepUnknowns', onOff(keepUnknowns)],
    ['livenessMode', livenessMode],
    ['matchRule.sift', rule(matchRule.sift)],
    ['matchRule.deep', rule(matchRule.deep)],
    ['matchRule.fused', rule(matchRule.fused)],
    ['adaptGallery', onOff(adaptGallery)],
    ['reviewOutsiders', onOff(reviewOutsiders)],
    ['expression', onOff(expression.enabled) + (acknowledged ?? '')],
    ...Object.entries(settings.retention ?? {}).map(
      ([rule, value]) => [`retention.${rule}`, String(value)] as const,
    ),
    ['erasure.attendance', settings.erasure?.attendance ?? null],
    ['Changed', changedAt && `${time.dateTime(changedAt)} by ${changedBy}`],
  ]);
}

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
