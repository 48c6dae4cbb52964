import type { Request } from 'express';
import type { z } from 'zod';
import { AppError } from './errors.ts';
import type { RouteInput, RouteSchemas } from './route.ts';

/** Faults that one refusal names at most. */
const MAX_NAMED = 5;

/** Parses path and query; throws `AppError('bad-request')` that names the field and what it must be. */
export function parseTarget(
  schemas: RouteSchemas,
  req: Request,
): Pick<RouteInput<RouteSchemas>, 'params' | 'query'> {
  return {
    params: schemas.params && parsed(schemas.params, req.params),
    query: schemas.query && parsed(schemas.query, req.query),
  };
}

export function parseBody(schemas: RouteSchemas, req: Request): unknown {
  if (!schemas.body) return undefined;
  if (req.body === undefined) {
    throw new AppError('unsupported-media', 'send a JSON body with Content-Type: application/json', {
      field: 'body',
    });
  }
  return parsed(schemas.body, req.body);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, MAX_NAMED).map(faultOf);
  const message = faults.map(({ field, says }) => (field ? `${field}: ${says}` : says)).join('; ');
  const field = faults[0]?.field;
  throw new AppError('bad-request', message, field ? { field } : {});
}

function faultOf(issue: z.core.$ZodIssue): { field: string; says: string } {
  const at = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return { field: at, says: issue.message };
  const field = [at, issue.keys[0]].filter(Boolean).join('.');
  return { field, says: 'this route knows no such field' };
}
