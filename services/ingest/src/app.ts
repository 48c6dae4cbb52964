import type { RequestListener } from 'node:http';
import { FIRMWARE_PATH, FRAMES_PATH } from '@hadir/contracts';
import {
  errorMiddleware,
  type HealthOptions,
  healthRoutes,
  type Log,
  methodNotAllowed,
  notFound,
} from '@hadir/platform';
import express, { type Express } from 'express';
import { createDownloadHandler, type DownloadDeps } from './firmware/handle-download.ts';
import { createFrameHandler, type FrameDeps, type FrameHandler } from './handle-frame.ts';

type AppDeps = FrameDeps & { readonly download: DownloadDeps; readonly health: HealthOptions };

/**
 * Everything that ingest serves. A frame goes straight to its handler: Express would cost it a tenth of its CPU time, so
 * Express has what is left, among it the same route should its path be written in another way.
 */
export function createApp({ health, download, ...deps }: AppDeps): RequestListener {
  const handleFrame = createFrameHandler(deps);
  const handleDownload = createDownloadHandler(download);
  const app = createExpressApp(handleFrame, health, deps.log);
  return (request, response) => {
    const { method, url = '' } = request;
    if (url === FRAMES_PATH && method === 'POST') void handleFrame(request, response);
    // What was signed is the path as it was sent, which Express would take apart.
    else if (url.startsWith(FIRMWARE_PATH) && method === 'GET') void handleDownload(request, response);
    else app(request, response);
  };
}

function createExpressApp(handleFrame: FrameHandler, health: HealthOptions, log: Log): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.post(FRAMES_PATH, handleFrame);
  app.all(FRAMES_PATH, methodNotAllowed(['POST']));
  app.all(`${FIRMWARE_PATH}:sha256`, methodNotAllowed(['GET']));
  app.use(healthRoutes(health));
  app.use(notFound);
  app.use(errorMiddleware(log));
  return app;
}
