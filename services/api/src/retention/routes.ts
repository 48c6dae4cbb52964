import { siteSettingsOf } from '@hadir/contracts';
import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { admins, writers } from '../shared/roles.ts';
import { pageOf } from '../shared/schemas.ts';
import { RetentionDue, RetentionRunView, RunQuery, RunsNow, runView } from './retention-schemas.ts';
import { retentionDue, runRetention } from './run-retention.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'log'>;

/** Whoever asked waits for it; the rest is left to the next run. */
const BUDGET_MS = 20_000;
const tags = ['privacy'];

export function retentionRoutes(deps: Deps): Route[] {
  return [runsRoute(deps), dueRoute(deps), runRoute(deps)];
}

function runsRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/retention/runs',
    summary: 'List what was deleted for its age, the newest run first',
    tags,
    roles: writers,
    schemas: { query: RunQuery, response: pageOf('RetentionRunPage', RetentionRunView) },
    handle: async ({ query }) => {
      const { items, nextCursor } = await database.retention.listRuns(query);
      return { items: items.map(runView), nextCursor };
    },
  });
}

function dueRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/retention/due',
    summary: 'Count what the next run of retention would delete',
    tags,
    roles: writers,
    schemas: { response: RetentionDue },
    handle: async () => ({
      rules: siteSettingsOf(await deps.database.siteSettings.read()).retention,
      due: await retentionDue(deps, { budgetMs: BUDGET_MS }),
    }),
  });
}

function runRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/retention/runs',
    summary: 'Delete now what is old enough',
    description:
      'As the hourly run does, for 20 seconds at most; what is left then goes with the next run. Answers the report.',
    tags,
    roles: admins,
    schemas: { response: RunsNow },
    handle: async (_input, { actor }) => {
      await audited(deps.database, { actor, action: 'retention.run', subject: 'site' }, async () => true);
      return { runs: (await runRetention(deps, { budgetMs: BUDGET_MS })).map(runView) };
    },
  });
}
