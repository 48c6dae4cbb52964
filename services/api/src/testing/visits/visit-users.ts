import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import type { Answer } from '../ask.ts';
import { createBrowser } from '../browser.ts';
import { goThere } from '../go-there.ts';
import { CLIENT, startProvider } from '../provider.ts';
import { addUser, PASSWORD } from '../users.ts';
import type { Visitor } from './visitor.ts';

const email = () => `${randomUUID()}@campus.example`;

function requireGood(call: string, { status, text }: Answer): void {
  if (status >= 400) throw new Error(`${call} answered ${status}: ${text}`);
}

export async function visitUsers({ api, good, send }: Visitor): Promise<void> {
  const { user, invitation } = await send('POST /v1/users', { email: email(), name: 'Dewi', role: 'staff' });
  const one = `/v1/users/${user.id}`;
  await good('POST /v1/password', { as: '', json: { token: invitation.token, password: PASSWORD } });
  await good('GET /v1/sign-in', { as: '' });
  const page = createBrowser(api.ask);
  requireGood('sign in', await page.signIn(user.email, PASSWORD));
  for (const path of ['/v1/session', '/v1/session/sessions']) requireGood(path, await page.get(path));
  const post = async (path: string, json?: object) => {
    const answer = await page.post(path, json);
    requireGood(path, answer);
    return answer.body;
  };
  await post('/v1/session/revoke-others');
  const { secret } = await post('/v1/session/second-factor', { password: PASSWORD });
  const code = (later: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + later });
  await post('/v1/session/second-factor/confirm', { code: code(0) });
  await post('/v1/session/second-factor/remove', { password: PASSWORD, code: code(30_000) });
  await post('/v1/session/password', { password: PASSWORD, newPassword: 'green tea at noon' });
  await post('/v1/sign-out');
  for (const path of ['/v1/users', one, `${one}/sessions`]) await good(`GET ${path}`);
  await send(`PATCH ${one}`, { name: 'Dewi L' });
  for (const verb of [
    'invite',
    'reset-password',
    'reset-second-factor',
    'unlink',
    'revoke-sessions',
    'disable',
    'enable',
  ]) {
    await good(`POST ${one}/${verb}`);
  }
  await good(`DELETE ${one}`);
  const { apiKey } = await send('POST /v1/api-keys', { name: 'board', role: 'viewer' });
  await good('GET /v1/api-keys');
  await good('GET /v1/api-keys/scopes');
  await good(`POST /v1/api-keys/${apiKey.id}/revoke`);
}

export async function visitProvider({ api }: Visitor): Promise<void> {
  const base = 'https://contract.example';
  const account = { email: email(), email_verified: true };
  await addUser(api.database, 'viewer', account.email);
  const provider = await startProvider([`${base}/v1/sign-in/oidc/callback`], { one: account });
  const client = {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  };
  const site = await api.startAnother({ ...client, PUBLIC_URL: base });
  const page = createBrowser(site.ask);
  const back = await goThere(provider, page, 'one');
  requireGood('coming back', await page.get(back.pathname + back.search, { redirect: 'manual' }));
  await site.close();
  await provider.close();
}
