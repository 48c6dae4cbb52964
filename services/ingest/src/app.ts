import { FRAMES_PATH } from '@hadir/contracts';
import {
  errorMiddleware,
  type HealthOptions,
  healthRoutes,
  methodNotAllowed,
  notFound,
} from '@hadir/platform';
import express, { type Express } from 'express';
import { createFrameHandler, type FrameDeps } from './handle-frame.ts';

type AppDeps = FrameDeps & { readonly health: HealthOptions };

/** Everything that ingest serves. */
export function createApp({ health, ...deps }: AppDeps): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.post(FRAMES_PATH, createFrameHandler(deps));
  app.all(FRAMES_PATH, methodNotAllowed(['POST']));
  app.use(healthRoutes(health));
  app.use(notFound);
  app.use(errorMiddleware(deps.log));
  return app;
}
