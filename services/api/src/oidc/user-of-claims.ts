import type { Database, User, UserRole } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { created, found } from '../shared/found.ts';
import type { OidcClaims, OidcOptions } from './create-oidc.ts';
import { roleOf } from './role-map.ts';

type Deps = { readonly database: Database };
type Rules = Pick<OidcOptions, 'emailDomains' | 'roles' | 'createsViewers'>;

/**
 * The user for whom the provider speaks: by issuer and subject or, the first time, the one with the same verified address, or a new one
 * where the site wants that. Throws `AppError('forbidden')` that says why nobody comes in.
 */
export async function userOfClaims(deps: Deps, rules: Rules, claims: OidcClaims): Promise<User> {
  checkDomain(rules, claims);
  const role = rules.roles && (roleOf(rules.roles.map, claims.roleClaim) ?? refuse('oidc-no-role', NO_ROLE));
  const known = await deps.database.users.findByOidc(claims.issuer, claims.subject);
  const user = known ?? (await newcomer(deps, rules, claims, role));
  if (user.disabledAt) return refuse('oidc-no-account', NO_ACCOUNT);
  if (!role || role === user.role) return user;
  return changed(deps, user, 'user.update', { role });
}

async function newcomer(
  deps: Deps,
  { createsViewers }: Rules,
  claims: OidcClaims,
  role: UserRole = 'viewer',
): Promise<User> {
  const { issuer: oidcIssuer, subject: oidcSubject, email, name = email } = claims;
  if (!email || !name || !claims.isEmailVerified) return refuse('oidc-unverified', UNVERIFIED);
  const existing = await deps.database.users.findByEmail(email);
  if (existing?.oidcSubject) return refuse('oidc-linked-otherwise', OTHERWISE);
  if (existing?.disabledAt) return refuse('oidc-no-account', NO_ACCOUNT);
  if (existing) return changed(deps, existing, 'user.link', { oidcIssuer, oidcSubject });
  if (!createsViewers) return refuse('oidc-no-account', NO_ACCOUNT);
  const deed = { actor: PROVIDER, action: 'user.create', subject: ({ id }: User) => id, details: { role } };
  const row = { email, name: name.slice(0, 200), role, oidcIssuer, oidcSubject };
  return created(await audited(deps.database, deed, ({ users }) => users.create(row)));
}

/** In the audit log: what was done on the provider's word. */
const PROVIDER: Actor = { kind: 'user', id: 'oidc-provider', role: 'viewer', userId: null };

async function changed(
  { database }: Deps,
  user: User,
  action: string,
  change: Partial<Pick<User, 'role' | 'oidcIssuer' | 'oidcSubject'>>,
): Promise<User> {
  const details = change.role ? { role: change.role } : {};
  const deed = { actor: PROVIDER, action, subject: user.id, details };
  return found(await audited(database, deed, ({ users }) => users.update(user.id, change)), 'user');
}

function checkDomain({ emailDomains }: Rules, { email, isEmailVerified }: OidcClaims): void {
  if (!emailDomains) return;
  const domain = email?.slice(email.lastIndexOf('@') + 1) ?? '';
  if (!isEmailVerified) refuse('oidc-unverified', UNVERIFIED);
  if (!emailDomains.includes(domain)) refuse('oidc-domain', 'accounts of this domain do not sign in here');
}

const NO_ACCOUNT =
  'there is no account here for you; ask an administrator to add one with your e-mail address';
const NO_ROLE = 'the provider gives you no role that means something here; ask an administrator';
const UNVERIFIED = 'the provider has not verified your e-mail address; verify it there first';
const OTHERWISE = 'this e-mail address belongs to another account of the provider; ask an administrator';

function refuse(reason: string, message: string): never {
  throw new AppError('forbidden', message, { reason });
}
