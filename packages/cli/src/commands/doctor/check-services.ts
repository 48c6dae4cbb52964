import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { type Check, type Finding, failed, ok, skipped } from './check.ts';

const TIMEOUT_MS = 5000;
const Health = z.object({ checks: z.record(z.string(), z.unknown()).optional() });

/** One check for each service whose address is known. */
export function serviceChecks({ settings }: Context): Check[] {
  const { stack } = settings;
  const apiUrl = settings.get('HADIR_API_URL');
  const matchers = stack?.matcherUrls ?? [];
  return [
    checkService('api', apiUrl, 'Set HADIR_API_URL, or start the stack with `npm start`.'),
    checkService('ingest', stack?.ingestUrl, START),
    ...(matchers.length === 0 ? [undefined] : matchers).map((url, at) =>
      checkService(at === 0 ? 'matcher' : `matcher ${at + 1}`, url, START),
    ),
  ];
}

const START = 'Start it with `npm start`, or look at its log.';

function checkService(name: string, url: string | undefined, fix: string): Check {
  return {
    name,
    fix,
    run: async () => (url === undefined ? skipped('its address is not known here') : askReady(url, fix)),
  };
}

async function askReady(url: string, fix: string): Promise<Finding> {
  const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    () => undefined,
  );
  if (!response) return failed(`nothing answers at ${url}`, fix);
  const health = Health.safeParse(await response.json().catch(() => undefined));
  if (response.ok) return ok(`ready at ${url}`);
  const checks = health.success ? Object.entries(health.data.checks ?? {}) : [];
  const away = checks.filter(([, state]) => state !== 'ok').map(([dependency]) => dependency);
  return failed(
    away.length > 0 ? `runs, but cannot reach ${away.join(', ')}` : `answers ${response.status} to /readyz`,
    'Mend what it cannot reach; it is ready again by itself.',
  );
}
