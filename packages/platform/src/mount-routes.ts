import express, { type Express, type Request, type Response } from 'express';
import { AppError } from './errors.ts';
import { methodNotAllowed } from './http.ts';
import type { Log } from './log.ts';
import { requestIdOf } from './request-id.ts';
import { type Actor, type Method, type Route, type RouteContext, scopeOf } from './route.ts';
import { sendAnswer } from './route-answer.ts';
import { parseBody, parseTarget } from './route-input.ts';

/** The largest JSON body; the longest one we take is a roster of 1,000 ids. */
const MAX_JSON_BYTES = 128 * 1024;

export type RequestFacts = {
  readonly requestId: string;
  readonly method: Method;
  /** The route's path, not the request's: it holds no id. */
  readonly path: string;
  /** 499 when the caller hung up before the answer was whole. */
  readonly status: number;
  readonly milliseconds: number;
  readonly actorId: string | undefined;
};

export type MountOptions = {
  readonly log: Log;
  /** Says who sends the request; throws `AppError('unauthenticated')`. Not asked for public routes. */
  readonly authenticate: (req: Request) => Promise<Actor>;
  /** Called once for each request that a route took, when its answer is out. */
  readonly observe?: (facts: RequestFacts) => void;
};

/**
 * Gives every route to Express: the caller's role is checked first, then path and query are parsed, then the body is
 * read and parsed; so a stranger can send no body into memory.
 */
export function mountRoutes(app: Express, routes: readonly Route[], options: MountOptions): void {
  const allowed = new Map<string, Method[]>();
  for (const route of routes) {
    app[route.method](route.path, (req, res) => serve(route, options, req, res));
    allowed.set(route.path, [...(allowed.get(route.path) ?? []), route.method]);
  }
  for (const [path, methods] of allowed) {
    app.all(path, methodNotAllowed(methods.map((method) => method.toUpperCase())));
  }
}

const readJson = express.json({ limit: MAX_JSON_BYTES });

async function serve(route: Route, options: MountOptions, req: Request, res: Response): Promise<void> {
  const { schemas } = route;
  const finish = watch(route, options, res);
  const actor = await admit(route, options, req);
  finish.actorId = actor?.id;
  const target = parseTarget(schemas, req);
  if (schemas.body) await readBody(req, res);
  const context = {
    actor,
    requestId: requestIdOf(res),
    log: options.log.child({ requestId: requestIdOf(res) }),
    req,
    res,
  } as RouteContext;
  const handled = await route.handle({ ...target, body: parseBody(schemas, req) }, context);
  await sendAnswer(res, route, handled);
}

async function admit(route: Route, options: MountOptions, req: Request): Promise<Actor | undefined> {
  if (route.roles === 'public') return undefined;
  const actor = await options.authenticate(req);
  if (!route.roles.includes(actor.role)) {
    const needed = `this needs the role ${route.roles.join(' or ')}`;
    throw new AppError(
      'forbidden',
      `${needed}; ${actor.kind === 'user' ? 'yours' : "the key's"} is ${actor.role}`,
    );
  }
  const scope = scopeOf(route);
  if (!actor.scopes || actor.scopes.includes(scope)) return actor;
  const message = `this needs the scope ${scope}; the key has ${actor.scopes.join(', ') || 'none'}`;
  throw new AppError('forbidden', message, { reason: 'out-of-scope' });
}

function watch(route: Route, { observe }: MountOptions, res: Response): { actorId: string | undefined } {
  const startedAt = performance.now();
  const known: { actorId: string | undefined } = { actorId: undefined };
  res.once('close', () => {
    observe?.({
      requestId: requestIdOf(res),
      method: route.method,
      path: route.path,
      status: res.writableFinished ? res.statusCode : 499,
      milliseconds: Math.round(performance.now() - startedAt),
      actorId: known.actorId,
    });
  });
  return known;
}

function readBody(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    readJson(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}
