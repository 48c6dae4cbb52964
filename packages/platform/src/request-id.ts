import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** What a caller may choose as the id of its request. */
const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/;

/** Takes over `X-Request-Id` when it is a sane one, makes one else, and gives it back in the answer. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id') ?? '';
  const id = ACCEPTED.test(given) ? given : randomUUID();
  res.locals.requestId = id;
  res.set('X-Request-Id', id);
  next();
};

/** The id that `requestId` gave this request. */
export function requestIdOf(res: Response): string {
  return String(res.locals.requestId ?? '');
}
