import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Express, Router } from 'express';
import { withDeadline } from './deadline.ts';
import type { Metrics } from './metrics.ts';

type Check = () => Promise<unknown>;
type Checks = Readonly<Record<string, Check>>;

export type HealthOptions = {
  /** Each must answer within 2 s, else the process is not ready. */
  readonly ready: Checks;
  /** Reported in the same way, but the process is ready without them. */
  readonly watched?: Checks;
  readonly metrics?: Metrics;
  /** Asked of whoever reads the metrics, as a bearer token; they name devices. */
  readonly metricsToken?: string | undefined;
};

const CHECK_TIMEOUT_MS = 2000;

/** `/healthz` (the process lives), `/readyz` (200 or 503, with a word for each check), `/metrics` (Prometheus). */
export function healthRoutes({ ready, watched = {}, metrics, metricsToken }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const [needed, others] = await Promise.all([runAll(ready), runAll(watched)]);
    const isReady = Object.values(needed).every((word) => word === 'ok');
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ok' : 'unavailable', checks: { ...needed, ...others } });
  });
  if (metrics) {
    router.get('/metrics', async (request, response) => {
      if (metricsToken !== undefined && !isBearer(request.headers.authorization, metricsToken)) {
        const message = 'the metrics need "Authorization: Bearer" and METRICS_TOKEN';
        response.status(401).json({ error: { code: 'unauthenticated', message, field: 'Authorization' } });
        return;
      }
      response.type(metrics.contentType).send(await metrics.text());
    });
  }
  return router;
}

/** For a process that has no other HTTP. */
export function createHealthApp(options: HealthOptions): Express {
  return express().disable('x-powered-by').use(healthRoutes(options));
}

/** In constant time, whatever the lengths. */
function isBearer(authorization = '', token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));
}

async function runAll(checks: Checks): Promise<Record<string, 'ok' | 'unavailable'>> {
  const words = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await runOne(check)] as const),
  );
  return Object.fromEntries(words);
}

async function runOne(check: Check): Promise<'ok' | 'unavailable'> {
  try {
    await withDeadline(check(), CHECK_TIMEOUT_MS, 'no answer');
    return 'ok';
  } catch {
    return 'unavailable';
  }
}
