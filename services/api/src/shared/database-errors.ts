import {
  InvalidCursor,
  MissingReference,
  RoomTaken,
  RuleViolation,
  StillReferenced,
  UniqueViolation,
} from '@hadir/db';
import { AppError, type Route } from '@hadir/platform';
import { roomTaken } from '../sessions/room-taken.ts';

/** The same routes, with what the database refuses turned into refusals that name the field. */
export function withDatabaseErrors(routes: readonly Route[]): Route[] {
  return routes.map((route) => ({
    ...route,
    handle: async (input, context) => {
      try {
        return await route.handle(input, context);
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    },
  }));
}

function refusalOf(error: unknown): AppError | undefined {
  if (error instanceof UniqueViolation) {
    const { field } = error;
    return new AppError('conflict', `this ${field} is taken; choose another`, { field, reason: 'taken' });
  }
  if (error instanceof MissingReference) {
    const { field } = error;
    return new AppError('unprocessable', `${field} names nothing that exists`, { field });
  }
  if (error instanceof StillReferenced) {
    const rows = error.table.replaceAll('_', ' ');
    return new AppError('conflict', `${rows} still need it; remove them first`, { reason: 'in-use' });
  }
  if (error instanceof RoomTaken) return roomTaken(error);
  if (error instanceof RuleViolation) {
    return new AppError('unprocessable', ruleSaid(error.rule), { reason: 'rule' });
  }
  if (error instanceof InvalidCursor) {
    return new AppError('bad-request', 'cursor: take it from nextCursor of the page before', {
      field: 'cursor',
    });
  }
  return undefined;
}

/** Rules are named `ck_<table>__<what must hold>`. */
function ruleSaid(rule: string): string {
  const [, mustHold = rule] = rule.split('__');
  return `this does not hold: ${mustHold.replaceAll('_', ' ')}`;
}
