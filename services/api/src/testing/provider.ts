import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export type Account = {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: string | readonly string[];
};

export const CLIENT = { id: 'hadir', secret: 'a secret of the test that is long enough' };

/** A real OpenID Connect provider on this machine, at which whoever says `login_hint` is signed in at once. */
export async function startProvider(
  redirectUris: readonly string[],
  accounts: Readonly<Record<string, Account>>,
) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    ttl: { AuthorizationCode: 60, AccessToken: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  };
  const provider = new Provider(issuer, configuration);
  const state = { signsIn: 'nobody', isDenied: false };
  server.on('request', (req, res) => {
    if (req.url?.startsWith('/interaction/')) void interact(provider, req, res, state);
    else void provider.callback()(req, res);
  });
  return { issuer, state, close: () => closeServer(server) };
}

async function interact(
  provider: Provider,
  ...[req, res, { signsIn, isDenied }]: [
    Parameters<Provider['interactionDetails']>[0],
    Parameters<Provider['interactionDetails']>[1],
    { signsIn: string; isDenied: boolean },
  ]
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (isDenied) {
    await provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'no' });
  } else if (prompt.name === 'login') {
    await provider.interactionFinished(req, res, { login: { accountId: signsIn } });
  } else {
    const accountId = session?.accountId ?? signsIn;
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
  }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
