import { defineRoute, type Metrics, type Route, Streamed } from '@hadir/platform';
import { z } from 'zod';
import { apiDocument } from './document.ts';
import { readers } from './shared/roles.ts';

/** `routes`, and the two that tell of the service itself; the document describes these too. */
export function withServiceRoutes(routes: readonly Route[], metrics: Pick<Metrics, 'text'>): Route[] {
  const all: Route[] = [...routes];
  let document: ReturnType<typeof apiDocument> | undefined;
  all.push(
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      summary: 'Read this document',
      tags: ['service'],
      roles: 'public',
      schemas: { response: z.record(z.string(), z.unknown()) },
      handle: async () => {
        document ??= apiDocument(all);
        return document;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/metrics',
      summary: "Read the process's metrics",
      tags: ['service'],
      roles: readers,
      schemas: {},
      streams: { 'text/plain': 'In the Prometheus text format.' },
      handle: async () =>
        new Streamed({
          contentType: 'text/plain; version=0.0.4; charset=utf-8',
          chunks: once(await metrics.text()),
        }),
    }),
  );
  return all;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
