import { siteSettingsOf } from '@hadir/contracts';
import { AppError, defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { LEAST_SHOWN, shownCounts } from './count-shown.ts';

const count = z.int().nullable();

const SessionExpression = z
  .object({
    sessionId: z.uuid(),
    counts: z
      .object({
        happy: count,
        neutral: count,
        'eyes-closed': count.describe('Eyes closed over several sightings: all that can be seen of “tired”.'),
      })
      .describe(
        'People, each once however often they come into view. Null is fewer than `leastShown`, or none.',
      ),
    leastShown: z.int(),
  })
  .meta({ id: 'SessionExpression' });

export function expressionRoutes({ database }: Pick<ApiDeps, 'database'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/sessions/:id/expression',
      summary: "Read a session's counts of expressions",
      description:
        'Off unless an administrator switched it on in the settings, with its legal notice acknowledged. Only counts are kept, and nothing that leads to a person.',
      tags: ['expression'],
      roles: writers,
      schemas: { params: IdParams, response: SessionExpression },
      refusals: ['not-found', 'conflict'],
      handle: async ({ params: { id } }) => {
        await requireSwitchedOn(database.siteSettings);
        found(await database.sessions.find(id), 'session');
        const counts = shownCounts(await database.expressionCounts.ofSession(id));
        return { sessionId: id, counts, leastShown: LEAST_SHOWN };
      },
    }),
  ];
}

async function requireSwitchedOn(siteSettings: ApiDeps['database']['siteSettings']): Promise<void> {
  const { expression } = siteSettingsOf(await siteSettings.read());
  if (expression.enabled) return;
  const message =
    'this site counts no expressions; an administrator can switch it on in the settings (expression), after reading its notice';
  throw new AppError('conflict', message, { reason: 'expression-off' });
}
