import type { Store } from '../connection/store.ts';
import { limitOf, type Order, type Page, type PageRequest, pageOf, startOf } from '../page.ts';

/**
 * `current`: agreed to the newest notice, or to any while none is published; `outdated`: agreed to an older one; `declined`: said no;
 * `missing`: has said nothing, or has withdrawn a consent.
 */
export const CONSENT_STATES = ['current', 'outdated', 'declined', 'missing'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export type StudentConsent = {
  readonly studentId: string;
  readonly number: string;
  readonly name: string;
  readonly state: ConsentState;
  /** Of the consent in force. */
  readonly noticeVersion: string | null;
  readonly grantedAt: Date | null;
  readonly declinedAt: Date | null;
};

export type ConsentStateList = PageRequest & {
  readonly state?: ConsentState | undefined;
  /** Only who is on this course's roster. */
  readonly courseId?: string | undefined;
};

const byNumber: Order<StudentConsent> = {
  list: 'consent-states',
  kinds: ['text'],
  keyOf: ({ number }) => [number],
};

const NEWEST = '(SELECT version FROM consent_notices ORDER BY published_at DESC, version DESC LIMIT 1)';
const STATE = `CASE
  WHEN c.id IS NOT NULL AND c.notice_version = COALESCE(${NEWEST}, c.notice_version) THEN 'current'
  WHEN c.id IS NOT NULL THEN 'outdated'
  WHEN d.id IS NOT NULL THEN 'declined'
  ELSE 'missing' END`;

export function listConsentStates(store: Store, request: ConsentStateList): Promise<Page<StudentConsent>> {
  const { state, courseId } = request;
  const start = startOf(byNumber, request);
  const wanted: readonly (readonly [text: string, value: string | undefined])[] = [
    [`${STATE} = ?`, state],
    ['s.id IN (SELECT student_id FROM roster_entries WHERE course_id = ?)', courseId],
    ['s.number > ?', start?.[0]],
  ];
  const given = wanted.filter(([, value]) => value !== undefined);
  const where = given.length === 0 ? '' : `WHERE ${given.map(([text]) => text).join(' AND ')}`;
  return store.read(async (manager) => {
    const rows: StudentConsent[] = await manager.query(
      `SELECT s.id AS studentId, s.number, s.name, ${STATE} AS state, c.notice_version AS noticeVersion,
              c.granted_at AS grantedAt, d.declined_at AS declinedAt
       FROM students s
       LEFT JOIN consents c ON c.student_id = s.id AND c.withdrawn_at IS NULL
       LEFT JOIN consent_declines d ON d.student_id = s.id AND d.ended_at IS NULL
       ${where} ORDER BY s.number LIMIT ${limitOf(request) + 1}`,
      given.map(([, value]) => value),
    );
    return pageOf(byNumber, request, rows);
  });
}
