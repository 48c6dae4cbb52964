import type { RequestListener } from 'node:http';
import { FRAMES_PATH } from '@hadir/contracts';
import {
  errorMiddleware,
  type HealthOptions,
  healthRoutes,
  type Log,
  methodNotAllowed,
  notFound,
} from '@hadir/platform';
import express, { type Express } from 'express';
import { createFrameHandler, type FrameDeps, type FrameHandler } from './handle-frame.ts';

type AppDeps = FrameDeps & { readonly health: HealthOptions };

/**
 * Everything that ingest serves. A frame goes straight to its handler: Express would cost it a tenth of its CPU time, so
 * Express has what is left, among it the same route should its path be written in another way.
 */
export function createApp({ health, ...deps }: AppDeps): RequestListener {
  const handleFrame = createFrameHandler(deps);
  const app = createExpressApp(handleFrame, health, deps.log);
  return (request, response) => {
    if (request.url === FRAMES_PATH && request.method === 'POST') void handleFrame(request, response);
    else app(request, response);
  };
}

function createExpressApp(handleFrame: FrameHandler, health: HealthOptions, log: Log): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.post(FRAMES_PATH, handleFrame);
  app.all(FRAMES_PATH, methodNotAllowed(['POST']));
  app.use(healthRoutes(health));
  app.use(notFound);
  app.use(errorMiddleware(log));
  return app;
}
