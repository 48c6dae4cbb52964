import { type ApiKey, ROLES } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, line } from '../shared/schemas.ts';

/** `reports:read`: get what has the tag; `reports:write`: the rest. */
const SCOPE = /^[a-z-]{1,40}:(read|write)$/;

export const NewApiKey = z
  .strictObject({
    name: line(120).describe('Who or what will use it.'),
    role: z.enum(ROLES),
    scopes: z
      .array(z.string().regex(SCOPE, 'must read tag:read or tag:write'))
      .min(1)
      .max(100)
      .optional()
      .describe('What of the role’s rights it has; all unless given. GET /v1/api-keys/scopes lists them.'),
    expiresAt: Instant.optional().describe('It opens nothing from then on; never unless given.'),
    userId: Id.optional().describe('For the role lecturer: the user whose courses it opens.'),
    deviceId: z.string().max(32).optional().describe('For the role device: the device that has it.'),
  })
  .meta({ id: 'NewApiKey' });
export type NewApiKey = z.output<typeof NewApiKey>;

export const ApiKeyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: z.enum(ROLES),
    scopes: z.array(z.string()).nullable(),
    expiresAt: Instant.nullable(),
    userId: z.uuid().nullable(),
    deviceId: z.string().nullable(),
    createdAt: Instant,
    revokedAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const ApiKeyWithKey = z
  .object({ apiKey: ApiKeyView, key: z.string().describe('`hak_…`; it is not shown again.') })
  .meta({ id: 'ApiKeyWithKey' });

export const ScopeList = z
  .object({ items: z.array(z.object({ scope: z.string(), roles: z.array(z.enum(ROLES)) })) })
  .meta({ id: 'ScopeList' });

export function apiKeyView({ hash: _, scopes, ...key }: ApiKey) {
  return { ...key, scopes: scopes ? [...scopes] : null };
}
