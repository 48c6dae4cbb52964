import type { Consent, ConsentDecline, ConsentNotice, ConsentState, Database } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { students } from '../shared/roles.ts';
import { declineOwnConsent } from './decline-consent.ts';
import { grantConsent } from './grant-consent.ts';
import { assertCurrentNotice } from './known-notice.ts';
import { noticeView, OwnConsent, OwnGrant } from './notice-schemas.ts';

const path = '/v1/me/consent';
const tags = ['me'];

/** What students decide themselves, by their personal link. */
export function ownConsentRoutes(
  deps: Pick<ApiDeps, 'database' | 'objects' | 'announce' | 'backups' | 'sweepQueue' | 'log'>,
): Route[] {
  const { database } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Read the own consent, and the notice that it is about',
      tags,
      roles: students,
      schemas: { response: OwnConsent },
      handle: (_input, { actor }) => readOwn(database, actor.id),
    }),
    defineRoute({
      method: 'put',
      path,
      summary: 'Agree to be recognised',
      description:
        'To the current notice, once any was published: an older one is refused with `outdated-notice`. It holds until it is taken back. The face is enrolled from photos, which staff see to.',
      tags,
      roles: students,
      schemas: { body: OwnGrant, response: OwnConsent },
      refusals: ['unprocessable'],
      handle: async ({ body }, { actor }) => {
        await assertCurrentNotice(deps, body.noticeVersion);
        await grantConsent(deps, actor.id, body, actor);
        return readOwn(database, actor.id);
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      summary: 'Say no, or take back an agreement',
      description:
        'Templates and backups go at once, photos within an hour of the end of the site’s grace time (`retention.photoGraceDays`, none unless set); attendance is taken without the face from then on.',
      tags,
      roles: students,
      schemas: { response: OwnConsent },
      refusals: ['conflict'],
      handle: async (_input, { actor }) => {
        await declineOwnConsent(deps, actor.id, actor);
        return readOwn(database, actor.id);
      },
    }),
  ];
}

async function readOwn(
  { consents, consentNotices }: Pick<Database, 'consents' | 'consentNotices'>,
  studentId: string,
): Promise<OwnConsent> {
  const [consent, decline, notice] = await Promise.all([
    consents.current(studentId),
    consents.declined(studentId),
    consentNotices.current(),
  ]);
  return {
    state: stateOf(consent, decline, notice),
    noticeVersion: consent?.noticeVersion ?? null,
    grantedAt: consent?.grantedAt ?? null,
    declinedAt: decline?.declinedAt ?? null,
    notice: notice ? noticeView(notice, notice) : null,
    withoutFace: ['check-in-code', 'by-hand'],
  };
}

function stateOf(
  consent: Consent | undefined,
  decline: ConsentDecline | undefined,
  notice: ConsentNotice | undefined,
): ConsentState {
  if (!consent) return decline ? 'declined' : 'missing';
  return notice && notice.version !== consent.noticeVersion ? 'outdated' : 'current';
}
