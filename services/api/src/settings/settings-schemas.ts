import { EXPRESSION_NOTICE, Retention, SiteRule, SiteSettings } from '@hadir/contracts';
import { z } from 'zod';
import { Instant } from '../shared/schemas.ts';

const { keepUnknowns, livenessMode, matchRule, adaptGallery, expression, deviceOfflineSeconds, erasure } =
  SiteSettings.shape;
const version = z.int().min(0).describe('Grows by one with every change.');

export const SiteSettingsView = z
  .object({
    version,
    keepUnknowns: keepUnknowns
      .unwrap()
      .describe(
        'Keeps and groups the crops of unknown faces. Those who declined enrolment are unknowns too.',
      ),
    livenessMode: livenessMode.unwrap(),
    matchRule: matchRule
      .unwrap()
      .describe('A site’s own limits by engine; null is the calibration that the engine is shipped with.'),
    adaptGallery: adaptGallery.unwrap().describe('Lets staff add a corrected face to a person’s templates.'),
    reviewOutsiders: SiteSettings.shape.reviewOutsiders
      .unwrap()
      .describe(
        'Looks unknown faces of a session with a roster up among everybody who is enrolled, for the review inbox alone.',
      ),
    expression: expression.unwrap().describe('Counts of expressions for each session, off by default.'),
    deviceOfflineSeconds: deviceOfflineSeconds
      .unwrap()
      .describe('A device that was not heard of for so long is offline.'),
    retention: Retention.describe('How long what is kept of people stays.'),
    erasure: erasure
      .unwrap()
      .describe(
        'The attendance of who is erased: remove, or pseudonymise, which keeps how many had which status in each session.',
      ),
    expressionNotice: z.string().describe('What an administrator acknowledges who switches expression on.'),
    changedAt: Instant.nullable(),
    changedBy: z.string().nullable(),
  })
  .meta({ id: 'SiteSettings' });
export type SiteSettingsView = z.output<typeof SiteSettingsView>;

const engineRule = SiteRule.nullable().optional();

export const SiteSettingsChange = z
  .strictObject({
    version: version.describe(
      'The version that was read: if somebody else has changed it since, nothing happens.',
    ),
    keepUnknowns: keepUnknowns.unwrap().optional(),
    livenessMode: livenessMode.unwrap().optional(),
    matchRule: z.strictObject({ sift: engineRule, deep: engineRule, fused: engineRule }).optional(),
    adaptGallery: adaptGallery.unwrap().optional(),
    reviewOutsiders: SiteSettings.shape.reviewOutsiders.unwrap().optional(),
    deviceOfflineSeconds: deviceOfflineSeconds.unwrap().optional(),
    retention: z.strictObject(Retention.partial().shape).optional(),
    erasure: erasure.unwrap().optional(),
    expression: z
      .strictObject({
        enabled: z.boolean(),
        acknowledgement: z
          .string()
          .max(1000)
          .optional()
          .describe(`Needed to switch it on, word for word: ${EXPRESSION_NOTICE}`),
      })
      .optional(),
  })
  .meta({ id: 'SiteSettingsChange' });
export type SiteSettingsChange = z.output<typeof SiteSettingsChange>;
