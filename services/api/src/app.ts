import {
  errorMiddleware,
  healthRoutes,
  type Metrics,
  mountRoutes,
  notFound,
  pingRedis,
  type Redis,
  type RequestFacts,
  requestId,
} from '@hadir/platform';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { createAuthenticate } from './authenticate-user.ts';
import { docsPage } from './docs-page.ts';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';
import { readSession } from './sign-in/user-session.ts';

export type AppDeps = ApiDeps & {
  readonly redis: Redis;
  readonly metrics: Metrics;
  readonly trustProxyHops: number;
};

/** From requests to routes: health, documentation, then everything that needs an API key. */
export function createApp(deps: AppDeps): Express {
  const { database, redis, metrics, log } = deps;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', deps.trustProxyHops);
  app.use(requestId, securityHeaders());
  app.use(healthRoutes({ ready: { redis: () => pingRedis(redis), database: () => database.ping() } }));
  app.use(docsPage());
  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  mountRoutes(app, withServiceRoutes(apiRoutes(deps), metrics), {
    log,
    authenticate: createAuthenticate({
      apiKeys: database.apiKeys,
      students: database.students,
      links: deps.links,
      readSession: (req) => readSession({ ...deps.signIn, userSessions: database.userSessions, log }, req),
      log,
    }),
    observe: observer(deps),
  });
  app.use(notFound, errorMiddleware(log));
  return app;
}

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
  });
}

/** Seconds; enrolments may wait for 30. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function observer({ metrics, log }: AppDeps): (facts: RequestFacts) => void {
  const labels = ['method', 'path', 'status'];
  const seconds = metrics.histogram('http_request_seconds', 'Time to answer a request', BUCKETS, labels);
  return ({ milliseconds, status, method, path, requestId: id, actorId }) => {
    seconds.observe({ method, path, status: String(status) }, milliseconds / 1000);
    log.info('request answered', { requestId: id, method, path, status, milliseconds, actorId });
  };
}
