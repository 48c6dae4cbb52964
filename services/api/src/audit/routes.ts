import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { admins } from '../shared/roles.ts';
import { pageOf } from '../shared/schemas.ts';
import { AuditEntry, AuditQuery, AuditVerification, VerificationQuery } from './audit-schemas.ts';
import { readAnchors } from './seal-audit.ts';

export function auditRoutes({ database, objects }: Pick<ApiDeps, 'database' | 'objects'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      summary: 'List who did what, the newest first',
      tags: ['audit'],
      roles: admins,
      schemas: { query: AuditQuery, response: pageOf('AuditPage', AuditEntry) },
      handle: async ({ query }) => {
        const page = await database.audit.list(query);
        return { ...page, items: page.items.map(({ hash, ...entry }) => ({ ...entry, seal: hash })) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/audit/verification',
      summary: 'Check whether the newest entries of the audit log are as they were sealed',
      description:
        'Finds entries that were changed, removed, put in or put into another order, and a tail that was cut, by the hashes and by the heads that were kept.',
      tags: ['audit'],
      roles: admins,
      schemas: { query: VerificationQuery, response: AuditVerification },
      handle: async ({ query: { newest } }) => {
        const anchors = await readAnchors(objects);
        const { problems, head, ...rest } = await database.audit.verify({ newest, anchors });
        const shown = head && { seq: head.seq, seal: head.hash };
        return { ...rest, head: shown, problems: [...problems] };
      },
    }),
  ];
}
