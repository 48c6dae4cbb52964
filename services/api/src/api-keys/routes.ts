import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { ApiKeyView, ApiKeyWithKey, apiKeyView, NewApiKey, ScopeList } from './api-key-schemas.ts';
import { createApiKey, scopeList } from './create-api-key.ts';

const path = '/v1/api-keys';
const ofKeys = { tags: ['api-keys'], roles: admins } as const;

/** `routes` are all there are: scopes are made of them. */
export function apiKeyRoutes(
  { database }: Pick<ApiDeps, 'database'>,
  routes: () => readonly Route[],
): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List API keys, the oldest first; the keys themselves are kept nowhere',
      ...ofKeys,
      schemas: { query: PageQuery, response: pageOf('ApiKeyPage', ApiKeyView) },
      handle: async ({ query }) => {
        const { items, nextCursor } = await database.apiKeys.list(query);
        return { items: items.map(apiKeyView), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/scopes`,
      summary: 'List the scopes that a key can have',
      ...ofKeys,
      schemas: { response: ScopeList },
      handle: async () => ({ items: scopeList(routes()) }),
    }),
    defineRoute({
      method: 'post',
      path,
      summary: 'Make an API key, shown once',
      ...ofKeys,
      status: 201,
      schemas: { body: NewApiKey, response: ApiKeyWithKey },
      refusals: ['unprocessable'],
      handle: async ({ body }, { actor }) => {
        const { apiKey, key } = await createApiKey({ database, routes }, body, actor);
        return { apiKey: apiKeyView(apiKey), key };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/:id/revoke`,
      summary: 'Revoke an API key for good',
      description: 'Requests with it are refused within five seconds.',
      ...ofKeys,
      schemas: { params: IdParams, response: ApiKeyView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        const deed = { actor, action: 'api-key.revoke', subject: id };
        return apiKeyView(
          found(await audited(database, deed, ({ apiKeys }) => apiKeys.revoke(id)), 'API key'),
        );
      },
    }),
  ];
}
