import { SiteSettings } from '@hadir/contracts';
import type { EngineName } from '@hadir/vision';
import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import type { Rule } from './calibration-report.ts';

const Settings = z.looseObject({ version: z.number(), matchRule: SiteSettings.shape.matchRule.unwrap() });
const PATH = '/v1/settings';

export type RuleChange = { readonly before: Rule | null; readonly after: Rule | null };

/** Sets the site's own rule for one engine through the api, which audits it; null is what is shipped. */
export async function changeRule(
  api: ApiClient,
  engine: EngineName,
  after: Rule | null,
): Promise<RuleChange> {
  const { version, matchRule } = await api.get(PATH, Settings);
  const body = { version, matchRule: { [engine]: after } };
  await api.send({ method: 'PUT', path: PATH, body }, Settings);
  return { before: matchRule[engine], after };
}

export function changeText(engine: EngineName, { before, after }: RuleChange): string {
  const told = (rule: Rule | null): string =>
    rule ? `threshold ${rule.threshold}, margin ${rule.margin}` : 'as shipped';
  return `The site's rule for ${engine} was ${told(before)} and is now ${told(after)}. Matchers follow within two seconds; \`hadir calibrate --reset --engine ${engine}\` goes back to what is shipped.`;
}
