import { CONSENT_STATES, type ConsentNotice, type StudentConsent } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, line, pageFields } from '../shared/schemas.ts';

/** In UTF-8 the longest fits its column. */
const LONGEST_NOTICE = 16_000;
const noticeText = z.string().trim().min(1, 'must not be empty').max(LONGEST_NOTICE);
const texts = z.strictObject({
  en: noticeText.describe('In English.'),
  id: noticeText.describe('In Indonesian.'),
});

export const NewNotice = z
  .strictObject({ version: line(64).describe('Such as 2026-01; never used again.'), texts })
  .meta({ id: 'NewConsentNotice' });
export type NewNotice = z.output<typeof NewNotice>;

export const NoticeView = z
  .object({
    version: z.string(),
    texts: z.object({ en: z.string(), id: z.string() }),
    publishedAt: Instant,
    isCurrent: z.boolean().describe('The newest is what students are asked to agree to.'),
  })
  .meta({ id: 'ConsentNotice' });
export type NoticeView = z.output<typeof NoticeView>;

export function noticeView(notice: ConsentNotice, current: ConsentNotice | undefined): NoticeView {
  const { version, textEn: en, textId: id, publishedAt } = notice;
  return { version, texts: { en, id }, publishedAt, isCurrent: version === current?.version };
}

const state = z
  .enum(CONSENT_STATES)
  .describe(
    'current: agreed to the newest notice, or to any while none is published; outdated: agreed to an older one; declined: said no; missing: has said nothing, or withdrew.',
  );

export const StatesQuery = z.strictObject({
  ...pageFields,
  state: state.optional(),
  courseId: Id.optional().describe('Only who is on this course’s roster.'),
});

export const ConsentStateView = z
  .object({
    student: z.object({ id: z.uuid(), number: z.string(), name: z.string() }),
    state,
    noticeVersion: z.string().nullable().describe('Of the consent in force.'),
    grantedAt: Instant.nullable(),
    declinedAt: Instant.nullable(),
  })
  .meta({ id: 'ConsentState' });

export function stateView({ studentId, number, name, ...rest }: StudentConsent) {
  return { student: { id: studentId, number, name }, ...rest };
}

export const NewDecline = z
  .strictObject({ noticeVersion: line(64).optional().describe('Which text the student was shown, if any.') })
  .meta({ id: 'NewConsentDecline' });

export const DeclineView = z
  .object({
    studentId: z.uuid(),
    declinedAt: Instant,
    declinedBy: z.string(),
    noticeVersion: z.string().nullable(),
  })
  .meta({ id: 'ConsentDecline' });

export const OwnConsent = z
  .object({
    state,
    noticeVersion: z.string().nullable().describe('Of the consent in force.'),
    grantedAt: Instant.nullable(),
    declinedAt: Instant.nullable(),
    notice: NoticeView.nullable().describe('What there is to agree to.'),
    withoutFace: z
      .array(z.enum(['check-in-code', 'by-hand']))
      .describe('How attendance is taken of who does not agree, or just now does not want to be seen.'),
  })
  .meta({ id: 'OwnConsent' });
export type OwnConsent = z.output<typeof OwnConsent>;

export const OwnGrant = z
  .strictObject({ noticeVersion: line(64).describe('Of the notice that was read.') })
  .meta({ id: 'OwnConsentGrant' });
