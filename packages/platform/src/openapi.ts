import { ErrorAnswer } from '@hadir/contracts';
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { statusOf } from './http.ts';
import { createSchemaCollector, type JsonSchema } from './openapi-schema.ts';
import { type Route, type RouteSchemas, scopeOf } from './route.ts';

export type { JsonSchema } from './openapi-schema.ts';

export type OpenApiInfo = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
};

const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: "An API key, `hak_…`, or a student's personal link, `hsl_…`.",
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-hadir-session',
    description: 'What signing in sets. All but GET need the header `X-CSRF-Token` as well.',
  },
};

type Collector = ReturnType<typeof createSchemaCollector>;

/** The OpenAPI 3.1 document of these routes. Equal routes give an equal document, so that it can be compared. */
export function openApiDocument(routes: readonly Route[], info: OpenApiInfo): JsonSchema {
  const schemas = createSchemaCollector();
  const error = schemas.reference(ErrorAnswer.meta({ id: 'Error' }));
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  const { tags, ...about } = info;
  return {
    openapi: '3.1.1',
    info: { ...about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags,
    paths,
    components: {
      securitySchemes,
      responses: refusalResponses(error),
      schemas: schemas.collected(),
    },
  };
}

function operation(route: Route, schemas: Collector): JsonSchema {
  const parameters = [
    ...parametersOf('path', route.schemas.params, schemas),
    ...parametersOf('query', route.schemas.query, schemas),
  ];
  const requestBody = bodyOf(route.schemas, schemas);
  const access =
    route.roles === 'public'
      ? 'Needs no key.'
      : `Roles: ${route.roles.join(', ')}. Scope: \`${scopeOf(route)}\`.`;
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: [route.description, access].filter(Boolean).join('\n\n'),
    tags: route.tags,
    ...(route.roles === 'public' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: { ...goodAnswers(route, schemas), ...refusals(route) },
  };
}

/** `GET /v1/students/:id/consents` is `getStudentsByIdConsents`. */
function operationId({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const named = words.map((word) =>
    word.startsWith(':') ? `By${capital(word.slice(1))}` : word.split(/[-.]/).map(capital).join(''),
  );
  return method + named.join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function parametersOf(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  schemas: Collector,
): JsonSchema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.reference(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
  }));
}

function bodyOf({ body, multipart }: RouteSchemas, schemas: Collector): JsonSchema | undefined {
  if (multipart) {
    return { required: true, content: { 'multipart/form-data': { schema: schemas.reference(multipart) } } };
  }
  return body && { required: true, content: { 'application/json': { schema: schemas.reference(body) } } };
}

function goodAnswers(route: Route, schemas: Collector): JsonSchema {
  const { response } = route.schemas;
  const streams = Object.entries(route.streams ?? {});
  if (!response && streams.length === 0) return { [route.status ?? 204]: { description: 'Done.' } };
  const content = {
    ...(response && { 'application/json': { schema: schemas.reference(response) } }),
    ...Object.fromEntries(
      streams.map(([type, description]) => [type, { schema: { type: 'string', description } }]),
    ),
  };
  const other = Object.entries(route.alsoAnswers ?? {}).map(([status, description]) => [
    status,
    { description, content },
  ]);
  return { [route.status ?? 200]: { description: 'Done.', content }, ...Object.fromEntries(other) };
}

function refusals({ roles, schemas, refusals: others = [] }: Route): JsonSchema {
  const codes = new Set<ErrorCode>(others);
  if (schemas.params || schemas.query || schemas.body || schemas.multipart) codes.add('bad-request');
  if (schemas.body || schemas.multipart) codes.add('too-large').add('unsupported-media');
  if (roles !== 'public') {
    codes.add('unauthenticated').add('forbidden').add('too-many-requests').add('unavailable');
  }
  const sorted = [...codes].sort((a, b) => statusOf[a] - statusOf[b]);
  return Object.fromEntries(
    sorted.map((code) => [statusOf[code], { $ref: `#/components/responses/${code}` }]),
  );
}

const meanings: Readonly<Record<ErrorCode, string>> = {
  'bad-request': 'A field is wrong; the answer names it and says what it must be.',
  unauthenticated: 'No API key, session or personal link, or none that is known.',
  forbidden: 'The role, the scopes of the key or the courses that are taught do not allow this.',
  'not-found': 'There is no such thing.',
  timeout: 'The request came too slowly.',
  conflict: 'It does not go together with what is there; the answer says what to do first.',
  'too-large': 'The body is too large.',
  'unsupported-media': 'The body is of another kind than this route takes.',
  unprocessable: 'The body is understood but cannot be used.',
  'too-many-requests': 'Too many attempts; come back after Retry-After.',
  unavailable: 'Something that this needs does not answer; come back after Retry-After.',
};

function refusalResponses(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(meanings).map(([code, description]) => [
      code,
      { description, content: { 'application/json': { schema } } },
    ]),
  );
}
