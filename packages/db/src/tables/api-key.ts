import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const ROLES = ['admin', 'staff', 'viewer', 'lecturer', 'device'] as const;
export type Role = (typeof ROLES)[number];

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the whole key, as 64 hex digits; the key itself is kept nowhere. */
  readonly hash: string;
  /** What of its role's rights the key has, such as `reports:read`; null for all. */
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  /** The user whose courses a lecturer's key opens; null for every other key. */
  readonly userId: string | null;
  /** The device that has a device's key; null for every other key. */
  readonly deviceId: string | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

export const apiKeyTable = new EntitySchema<ApiKey>({
  name: 'ApiKey',
  tableName: 'api_keys',
  columns: {
    id: uuid('id', primary),
    name: text('name', 120),
    role: oneOf('role', ROLES),
    hash: { name: 'hash', type: 'char', length: 64 },
    createdAt: moment('created_at'),
    revokedAt: moment('revoked_at', nullable),
    lastUsedAt: moment('last_used_at', nullable),
    scopes: { name: 'scopes', type: 'json', nullable: true },
    expiresAt: moment('expires_at', nullable),
    userId: uuid('user_id', nullable),
    deviceId: text('device_id', 32, nullable),
  },
});
