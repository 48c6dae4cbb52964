import type { Browser } from './browser.ts';
import type { startProvider } from './provider.ts';

type Provider = Awaited<ReturnType<typeof startProvider>>;

/** Goes to the provider, signs in there, and comes as far as the address to which it sends the browser back. */
export async function goThere(provider: Provider, page: Browser, account: string, query = ''): Promise<URL> {
  provider.state.signsIn = account;
  const begun = await page.get(`/v1/sign-in/oidc${query}`, { redirect: 'manual' });
  if (begun.status !== 302) throw new Error(`not sent to the provider: ${begun.status} ${begun.text}`);
  const jar = new Map<string, string>();
  let at = new URL(begun.headers.get('location') ?? '');
  while (at.origin === provider.issuer) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const header of answer.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    at = new URL(answer.headers.get('location') ?? 'https://lost.example', at);
  }
  return at;
}
