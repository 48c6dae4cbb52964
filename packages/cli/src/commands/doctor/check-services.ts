import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { type Check, type Finding, failed, ok, skipped } from './check.ts';

type Addresses = { readonly ingest: string | undefined; readonly matchers: readonly string[] | undefined };

const TIMEOUT_MS = 5000;
const START = 'Start it, or look at its log; `npm start` runs all of them.';
const Health = z.object({ checks: z.record(z.string(), z.string()) });

/** One check for each service; those of the local stack unless told. */
export function serviceChecks({ settings }: Context, { ingest, matchers }: Addresses): Check[] {
  const { stack } = settings;
  const known = matchers ?? stack?.matcherUrls ?? [];
  return [
    checkService('api', settings.get('HADIR_API_URL'), 'set HADIR_API_URL'),
    checkService('ingest', ingest ?? stack?.ingestUrl, 'give --ingest URL'),
    ...(known.length === 0 ? [undefined] : known).map((url, at) =>
      checkService(at === 0 ? 'matcher' : `matcher ${at + 1}`, url, 'give --matcher URL'),
    ),
  ];
}

export const checkApiKey: Check = {
  name: 'API key',
  fix: START,
  async run(context) {
    if (!context.settings.get('HADIR_API_URL'))
      return skipped('the address of the api is not known: set HADIR_API_URL');
    await context.api.get('/v1/rooms', z.unknown(), { limit: 1 });
    return ok('accepted by the api');
  },
};

function checkService(name: string, url: string | undefined, howToTell: string): Check {
  return {
    name,
    fix: START,
    run: async () => (url === undefined ? skipped(`its address is not known: ${howToTell}`) : askReady(url)),
  };
}

async function askReady(url: string): Promise<Finding> {
  const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    () => undefined,
  );
  if (!response) return failed(`nothing answers at ${url}`, START);
  const health = Health.safeParse(await response.json().catch(() => undefined));
  if (response.ok) return ok(`ready at ${url}`);
  const checks = Object.entries(health.data?.checks ?? {});
  const away = checks.filter(([, word]) => word !== 'ok').map(([dependency]) => dependency);
  if (away.length === 0) return failed(`${url} answers ${response.status} to /readyz`, START);
  return failed(
    `runs, but cannot reach ${away.join(', ')}`,
    'Mend that; the service is ready again by itself.',
  );
}
