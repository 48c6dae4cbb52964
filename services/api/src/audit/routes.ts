import { defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { admins } from '../shared/roles.ts';
import { Instant, pageFields, pageOf } from '../shared/schemas.ts';

const word = z.string().min(1).max(64);

const AuditQuery = z.strictObject({
  ...pageFields,
  subjectType: word.optional().describe('Such as `student`.'),
  subjectId: word.optional(),
});

const AuditEntry = z
  .object({
    id: z.uuid(),
    at: Instant,
    actor: z.string(),
    action: z.string(),
    subjectType: z.string(),
    subjectId: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEntry' });

export function auditRoutes({ database }: Pick<ApiDeps, 'database'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      summary: 'List who did what, the newest first',
      tags: ['audit'],
      roles: admins,
      schemas: { query: AuditQuery, response: pageOf('AuditPage', AuditEntry) },
      handle: ({ query }) => database.audit.list(query),
    }),
  ];
}
