import { z } from 'zod';

/** Who switches expression counts on sends this text back, word for word. */
export const EXPRESSION_NOTICE =
  'The EU Artificial Intelligence Act, Regulation (EU) 2024/1689, Article 5(1)(f), prohibits AI systems that infer ' +
  'the emotions of people in the workplace and in education institutions, except for medical or safety reasons. ' +
  'I have checked that counting facial expressions is lawful at this site, and I answer for it.';

export const LIVENESS_MODES = ['off', 'advisory', 'enforce'] as const;
export type LivenessMode = (typeof LIVENESS_MODES)[number];

/** A site's own limits for one engine, in the unit of its match score. */
export const SiteRule = z.strictObject({
  threshold: z.number('must be a number').min(0, 'must be 0 or more').max(1000, 'must be at most 1000'),
  margin: z.number('must be a number').min(0, 'must be 0 or more').max(1000, 'must be at most 1000'),
});
export type SiteRule = z.infer<typeof SiteRule>;

const minutes = z.int('must be a whole number').min(0, 'must be 0 or more').max(1440, 'must be at most 1440');

/** The attendance rule's fields; null switches a limit off. domain's `Rule` says what each means. */
export const AttendanceRule = z.strictObject({
  opensBeforeMinutes: minutes.describe('Faces count from so long before the start.'),
  lateAfterMinutes: minutes.describe('First seen later than so long after the start is late.'),
  closesAfterMinutes: minutes
    .nullable()
    .describe('Nobody is marked who is first seen later than so long after the start; null: until the end.'),
  earlyLeaveMinutes: minutes
    .nullable()
    .describe('Last seen earlier than so long before the end is leaving early; null: not judged.'),
  requiredSightings: z
    .int('must be a whole number')
    .min(1, 'must be 1 or more')
    .max(20, 'must be at most 20')
    .nullable()
    .describe('Matching sightings that a mark takes; null: as the matchers are set.'),
  minimumPercent: z
    .number('must be a number')
    .min(0, 'must be 0 or more')
    .max(100, 'must be at most 100')
    .nullable()
    .describe('Attendance below it is at risk; null: nobody is.'),
  lateCountsAs: z
    .number('must be a number')
    .min(0, 'must be 0 or more')
    .max(1, 'must be at most 1')
    .describe('What being late counts for in the percentage, where being present counts 1.'),
});
export type AttendanceRule = z.infer<typeof AttendanceRule>;

/** What a campus sets otherwise than the shipped rule, or a course otherwise than its campus, as it is stored. */
export const AttendanceRuleOverride = z.object(AttendanceRule.shape).partial();
export type AttendanceRuleOverride = z.infer<typeof AttendanceRuleOverride>;

const engineRule = SiteRule.nullable().default(null);

/** How long what is kept of people stays. */
export const Retention = z.object({
  /** Crops of faces that nobody knows, from when they were stored. */
  unknownCropHours: z.int().min(1).max(8_760),
  /** Crops kept with marks and sightings, from the end of their session. A frame may come three days late. */
  evidenceDays: z.int().min(4).max(3_650),
  /** The figures of sightings, from the end of their session. Never less than their crops. */
  sightingDays: z.int().min(30).max(3_650),
  /** Photos, from when no consent is in force any more. */
  photoGraceDays: z.int().min(0).max(365),
  /** Photos that enrolment has rejected, from when they were sent. */
  rejectedPhotoDays: z.int().min(0).max(365),
});
export type Retention = z.infer<typeof Retention>;

export const SHIPPED_RETENTION: Retention = {
  unknownCropHours: 24,
  evidenceDays: 90,
  sightingDays: 400,
  photoGraceDays: 0,
  rejectedPhotoDays: 7,
};

/** What becomes of the attendance of who is erased: nothing stays, or each session keeps how many had which status. */
export const ERASED_ATTENDANCE = ['remove', 'pseudonymise'] as const;

/**
 * What a site decides for itself. A field that the stored settings lack has its default, and one that this version does not
 * know is passed over, so that versions can differ while they are exchanged.
 */
export const SiteSettings = z.object({
  /** Keeps and groups the crops of unknown faces: those of people who declined enrolment too. */
  keepUnknowns: z.boolean().default(false),
  livenessMode: z.enum(LIVENESS_MODES).default('advisory'),
  /** By the name of the engine that decides; null is the shipped calibration. */
  matchRule: z
    .object({ sift: engineRule, deep: engineRule, fused: engineRule })
    .default({ sift: null, deep: null, fused: null }),
  /** Lets staff add a corrected face to a person's templates. */
  adaptGallery: z.boolean().default(false),
  /** Looks unknown faces of a session with a roster up among everybody who is enrolled, so that staff see who sits in the wrong class. */
  reviewOutsiders: z.boolean().default(false),
  /** Counts of expressions for each session. `acknowledgedAt` and `by` say who accepted EXPRESSION_NOTICE, and when. */
  expression: z
    .object({
      enabled: z.boolean(),
      acknowledgedAt: z.iso.datetime().nullable().default(null),
      by: z.string().nullable().default(null),
    })
    .default({ enabled: false, acknowledgedAt: null, by: null }),
  /** A device that was not heard of for so long is offline. Between sessions a camera sends every 30 s. */
  deviceOfflineSeconds: z.int().min(60).max(86_400).default(300),
  retention: Retention.default(SHIPPED_RETENTION),
  erasure: z.object({ attendance: z.enum(ERASED_ATTENDANCE) }).default({ attendance: 'remove' }),
  /** The campus's attendance rule, where it is another than the shipped one. Changed with the rules of the sessions to come. */
  attendance: AttendanceRuleOverride.default({}),
  /** Whose reports these are. `logoKey` names an image in the object store. */
  institution: z
    .object({ name: z.string().nullable().default(null), logoKey: z.string().nullable().default(null) })
    .default({ name: null, logoKey: null }),
});
export type SiteSettings = z.infer<typeof SiteSettings>;

/** From what `database.siteSettings.read()` answers. Throws for settings that no version has written. */
export function siteSettingsOf(stored: { readonly values: unknown }): SiteSettings {
  return SiteSettings.parse(stored.values);
}
