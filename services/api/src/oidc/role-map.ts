import { USER_ROLES, type UserRole } from '@hadir/db';

export type RoleMap = ReadonlyMap<string, UserRole>;

/** `it-admins=admin,dosen=lecturer`: what each value of a claim means here. Undefined when it does not read so. */
export function parseRoleMap(text: string): RoleMap | undefined {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const map = new Map<string, UserRole>();
  for (const [value, name] of pairs) {
    const role = USER_ROLES.find((one) => one === name);
    if (!value || !role) return undefined;
    map.set(value, role);
  }
  return map;
}

/** The highest of the roles that a claim's values mean; undefined for none. A claim is a text or a list of texts. */
export function roleOf(map: RoleMap, claim: unknown): UserRole | undefined {
  const values = Array.isArray(claim) ? claim : [claim];
  const roles = values.flatMap((value) => (typeof value === 'string' ? (map.get(value) ?? []) : []));
  return USER_ROLES.find((role) => roles.includes(role));
}
