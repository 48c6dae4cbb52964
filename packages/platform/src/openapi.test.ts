import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { defineRoute, type Route } from './route.ts';

const Instant = z
  .codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  })
  .meta({ id: 'Instant' });
const Thing = z.object({ id: z.uuid(), at: Instant }).meta({ id: 'Thing', description: 'A thing.' });
const info = { title: 'Things', version: '1', description: 'x', tags: [] };

function route(response: z.ZodType): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/things/:id/parts',
    summary: 'Make a part',
    tags: ['things'],
    roles: ['staff'],
    schemas: {
      params: z.object({ id: z.uuid() }),
      query: z.object({
        waitSeconds: z.coerce.number().int().max(30).default(0).describe('How long to wait.'),
      }),
      body: z.strictObject({ thing: Thing }),
      response,
    },
    refusals: ['conflict'],
    handle: async () => ({}),
  });
}

test('when routes are documented, then parameters, bodies and refusals follow from their schemas', () => {
  const document = openApiDocument([route(z.object({ things: z.array(Thing) }))], info) as never as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: Record<string, unknown> };
  };
  const operation = document.paths['/v1/things/{id}/parts']?.post;
  expect(operation).toMatchObject({
    operationId: 'postThingsByIdParts',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      { name: 'waitSeconds', in: 'query', required: false, description: 'How long to wait.' },
    ],
    requestBody: {
      content: {
        'application/json': {
          schema: {
            properties: { thing: { $ref: '#/components/schemas/Thing' } },
            additionalProperties: false,
          },
        },
      },
    },
  });
  expect(operation?.description).toContain('Roles: staff.');
  expect(Object.keys(operation?.responses as object)).toEqual([
    '200',
    '400',
    '401',
    '403',
    '409',
    '413',
    '415',
    '429',
    '503',
  ]);
  expect(document.components.schemas.Instant).toEqual({ type: 'string', format: 'date-time' });
});

test('when two different schemas have one id, then no document is made', () => {
  const impostor = z.object({ id: z.string() }).meta({ id: 'Thing' });
  expect(() => openApiDocument([route(Thing), route(impostor)], info)).toThrow(/Thing/);
});
