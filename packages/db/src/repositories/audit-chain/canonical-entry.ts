import { createHash } from 'node:crypto';
import type { AuditDetails, AuditEntry } from '../../tables/audit-entry.ts';

/** What stands before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

export type SealedEntry = Pick<
  AuditEntry,
  'id' | 'at' | 'actor' | 'action' | 'subjectType' | 'subjectId' | 'details'
> & { readonly seq: number; readonly prevHash: string };

/**
 * The one form in which an entry is hashed: a JSON array without spaces of the version, the place in the chain, the hash before,
 * id, moment (ISO 8601 in UTC with milliseconds), actor, action, subject type and id, and the details as pairs in the order of
 * their names (by UTF-16 code units).
 */
function canonicalEntry(entry: SealedEntry): string {
  const { seq, prevHash, id, at, actor, action, subjectType, subjectId, details } = entry;
  const pairs = Object.keys(details)
    .sort()
    .map((name) => [name, details[name] ?? null]);
  const fields = [id, at.toISOString(), actor, action, subjectType, subjectId, pairs];
  return JSON.stringify(['hadir-audit-1', seq, prevHash, ...fields]);
}

/** SHA-256 in hex. */
export function hashOfEntry(entry: SealedEntry): string {
  return createHash('sha256').update(canonicalEntry(entry)).digest('hex');
}

/** MySQL answers JSON as an object and MariaDB as text. */
export function detailsOf(stored: unknown): AuditDetails {
  return typeof stored === 'string' ? JSON.parse(stored) : (stored as AuditDetails);
}
