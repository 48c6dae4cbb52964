import type { ApiClient } from '../api-client.ts';

export type FirstAdministrator = { readonly email: string; readonly token: string };

type User = { readonly id: string; readonly email: string; readonly hasPassword: boolean };
type Link = { readonly token: string };

const EMAIL = 'admin@hadir.local';

/** The link by which the first administrator sets a password; undefined once somebody can sign in. */
export async function firstAdministrator(api: ApiClient): Promise<FirstAdministrator | undefined> {
  const { items } = await api.get<{ items: User[] }>('/v1/users?limit=2');
  const [user, another] = items;
  if (!user) {
    const body = { email: EMAIL, name: 'Administrator', role: 'admin' };
    const { invitation } = await api.send<{ invitation: Link }>('POST', '/v1/users', body);
    return { email: EMAIL, token: invitation.token };
  }
  if (another || user.email !== EMAIL || user.hasPassword) return undefined;
  const { token } = await api.send<Link>('POST', `/v1/users/${user.id}/invite`);
  return { email: EMAIL, token };
}
