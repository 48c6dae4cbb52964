import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepRunning, startService } from '@hadir/local-stack';
import { allOrFirstError } from '../all-or-first-error.ts';
import type { StackContext } from './stack-context.ts';
import type { ServerUrls } from './start-servers.ts';

export type ServiceUrls = {
  readonly apiUrl: string;
  readonly ingestUrl: string;
  readonly matcherUrls: readonly string[];
};

/** What a service is given to finish its work; the stack as a whole stops within 10 s. */
const SHUTDOWN_TIMEOUT_MS = 8000;

/** Starts ingest, the api and the matchers as processes of their own, all at once, and waits until each is ready. */
export async function startServices(context: StackContext, urls: ServerUrls): Promise<ServiceUrls> {
  const { ports, secrets, objectStoreUrl } = context;
  const common = {
    ...context.env,
    NODE_ENV: 'production',
    REDIS_URL: urls.redisUrl,
    DATABASE_URL: urls.databaseUrl,
    LOG_FORMAT: 'json',
    SHUTDOWN_TIMEOUT_MS: String(SHUTDOWN_TIMEOUT_MS),
    CAMPUS_TIME_ZONE: context.campusTimeZone,
  };
  const ingestEnv = { ...common, DEVICE_KEY_SECRET: secrets.deviceKeySecret };
  const apiEnv = {
    ...ingestEnv,
    API_SECRET: secrets.apiSecret,
    OBJECT_STORE_URL: objectStoreUrl,
  };
  const matcherEnv = {
    ...common,
    OBJECT_STORE_URL: objectStoreUrl,
    TEMPLATE_KEY_SECRET: secrets.templateKeySecret,
    MATCHER_CONCURRENCY: context.env.MATCHER_CONCURRENCY ?? shareOfCores(ports.matchers.length),
  };
  const [ingestUrl = '', apiUrl = '', ...matcherUrls] = await context.screen.step(
    `Services: ingest, api, ${ports.matchers.length === 1 ? 'matcher' : `${ports.matchers.length} matchers`}`,
    () =>
      allOrFirstError([
        startKept(context, { service: 'ingest', name: 'ingest', env: ingestEnv, port: ports.ingest }),
        startKept(context, { service: 'api', name: 'api', env: apiEnv, port: ports.api }),
        ...ports.matchers.map((port, number) =>
          startKept(context, { service: 'matcher', name: `matcher-${number + 1}`, env: matcherEnv, port }),
        ),
      ]),
  );
  return { apiUrl, ingestUrl, matcherUrls };
}

function shareOfCores(matchers: number): string {
  return String(Math.max(1, Math.floor(availableParallelism() / matchers)));
}

type Start = {
  readonly service: 'ingest' | 'api' | 'matcher';
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
};

async function startKept(context: StackContext, { service, name, env, port }: Start): Promise<string> {
  const server = await startService({
    name,
    entry: fileURLToPath(new URL(`../../../../services/${service}/dist/main.js`, import.meta.url)),
    env,
    port,
    logFile: join(context.dataDir, 'logs', `${name}.log`),
    stopTimeoutMs: SHUTDOWN_TIMEOUT_MS + 500,
  });
  const kept = keepRunning(server, { name, report: (text) => context.screen.line(`! ${text}`) });
  context.services.push(kept);
  return server.url;
}
