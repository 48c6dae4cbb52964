import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Log } from './log.ts';
import type { Answer, Streamed } from './route-answer.ts';

export const roles = ['admin', 'staff', 'lecturer', 'viewer', 'device', 'student'] as const;
export type Role = (typeof roles)[number];

/** Who sent an authenticated request: the id of an API key, of a user, or of the student whose personal link was used. */
export type Actor = {
  readonly kind: 'api-key' | 'user' | 'student';
  readonly id: string;
  readonly role: Role;
  /** Who signed in, or for whom a lecturer's key acts; null for everybody else. */
  readonly userId: string | null;
  /** What of its role's rights an API key has; undefined for all of them. */
  readonly scopes?: readonly string[] | undefined;
  /** The device that a device's key belongs to. */
  readonly deviceId?: string | undefined;
  /** The session in which a user is signed in. */
  readonly sessionId?: string | undefined;
};

/** Who may call a route: the roles named, or everybody without a key. */
export type Access = readonly Role[] | 'public';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * What a route takes and gives. A codec (such as one between ISO text and Date) is decoded on the way in and encoded
 * on the way out; the document shows its text side.
 */
export type RouteSchemas = {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** A JSON body. */
  readonly body?: z.ZodType;
  /** A multipart body as the document shows it. The handler reads it, once it knows that it wants it. */
  readonly multipart?: z.ZodObject;
  /** None: the route answers 204 without a body, or streams. */
  readonly response?: z.ZodType;
};

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

export type RouteInput<S extends RouteSchemas> = {
  readonly params: Parsed<S['params']>;
  readonly query: Parsed<S['query']>;
  readonly body: Parsed<S['body']>;
};

export type RouteContext<A extends Access = readonly Role[]> = {
  readonly actor: A extends 'public' ? undefined : Actor;
  readonly requestId: string;
  readonly log: Log;
  readonly req: Request;
  readonly res: Response;
};

type Handled<S extends RouteSchemas> = S['response'] extends z.ZodType
  ? z.output<S['response']> | Answer<z.output<S['response']>> | Streamed
  : Streamed | undefined;

type RouteFacts = {
  readonly method: Method;
  /** As Express writes it: `/v1/students/:id`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** 200 with a response schema, 204 without, unless told. */
  readonly status?: number;
  /** Other statuses of a good answer, and what each means. */
  readonly alsoAnswers?: Readonly<Record<number, string>>;
  /** Media types that the handler may stream, and what each is; beside JSON where there is a response schema. */
  readonly streams?: Readonly<Record<string, string>>;
  /** Refusals beside those that follow from the schemas and the roles. */
  readonly refusals?: readonly ErrorCode[];
};

export type Route = RouteFacts & {
  readonly roles: Access;
  readonly schemas: RouteSchemas;
  readonly handle: (input: RouteInput<RouteSchemas>, context: RouteContext) => Promise<unknown>;
};

/** What an API key with scopes needs for a route: `reports:read` to get what has the tag `reports`, `…:write` for the rest. */
export function scopeOf({ method, tags }: Pick<RouteFacts, 'method' | 'tags'>): string {
  return `${tags[0] ?? 'service'}:${method === 'get' ? 'read' : 'write'}`;
}

/** One route: who may call it, what it takes, what it answers and what it does. Express and the document are made from it. */
export function defineRoute<const A extends Access, S extends RouteSchemas>(
  route: RouteFacts & {
    readonly roles: A;
    readonly schemas: S;
    readonly handle: (input: RouteInput<S>, context: RouteContext<A>) => Promise<Handled<S>>;
  },
): Route {
  return { ...route, handle: route.handle as Route['handle'] };
}
