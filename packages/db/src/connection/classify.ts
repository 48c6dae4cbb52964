import { QueryFailedError } from 'typeorm';
import {
  DatabaseUnavailable,
  MissingReference,
  RuleViolation,
  StatementFailed,
  StillReferenced,
  UniqueViolation,
} from '../errors.ts';

/**
 * What a failed unit means for its connection and for another try:
 * `contention` – the server rolled back, the connection is sound; `lost` – the connection is gone or useless, the server is
 * perhaps not; `timeout` – no answer in time, the connection is still busy with the statement; `other` – the statement is wrong.
 */
export type Fault = 'contention' | 'lost' | 'timeout' | 'unavailable' | 'other';

type DriverError = Error & { readonly code?: string; readonly errno?: number; readonly fatal?: boolean };

/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read". */
const CONTENTION = new Set([1213, 1205, 1020]);
/** Shutdown in progress, statement or connection killed, idle time-out, and a server that has become read-only (fail-over). */
const LOST = new Set([1053, 1077, 1079, 1290, 1317, 1792, 1836, 1927, 4031]);
/** Unknown column or table, missing, null, too long or out of range for a column: the message speaks of the schema alone. */
const NAMES_NO_VALUE = new Set([1048, 1054, 1146, 1264, 1364, 1406]);
const LOST_CODES = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

export function classify(error: unknown): Fault {
  if (error instanceof DatabaseUnavailable) return 'unavailable';
  const driver = driverErrorOf(error);
  if (!driver) return 'other';
  if (driver.code === 'PROTOCOL_SEQUENCE_TIMEOUT') return 'timeout';
  if (driver.errno !== undefined && CONTENTION.has(driver.errno)) return 'contention';
  if (driver.errno !== undefined && LOST.has(driver.errno)) return 'lost';
  return driver.fatal === true || LOST_CODES.has(driver.code ?? '') ? 'lost' : 'other';
}

/** The error that leaves this package for one that came from below; errors of our own pass unchanged. */
export function translate(error: unknown): unknown {
  const driver = driverErrorOf(error);
  if (!driver) return error;
  return classify(error) === 'other' ? statementError(driver) : unavailable(driver);
}

/** mysql2's errors carry the whole statement with its values, so only message and code are passed on as the cause. */
export function unavailable(error: unknown): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error;
  if (!(error instanceof Error)) return new DatabaseUnavailable(error);
  const { code, errno } = error as DriverError;
  return new DatabaseUnavailable(Object.assign(new Error(error.message), { code, errno }));
}

/** TypeORM wraps whatever mysql2 throws for a statement; any other error is the caller's own and answers undefined. */
function driverErrorOf(error: unknown): DriverError | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverError) : undefined;
}

function statementError({ errno = 0, code, message }: DriverError): Error {
  switch (errno) {
    case 1062:
      return new UniqueViolation(uniqueField(message));
    case 1216:
    case 1452:
      return new MissingReference(fieldOf(constraintIn(message)));
    case 1217:
    case 1451:
      return new StillReferenced(tableOf(constraintIn(message)));
    case 3819:
    case 4025:
      return new RuleViolation(/ck_\w+/.exec(message)?.[0] ?? 'unknown');
    default:
      return new StatementFailed(code ?? String(errno), NAMES_NO_VALUE.has(errno) ? message : undefined);
  }
}

/** MySQL says `for key 'students.uq_students__number'`, MariaDB leaves the table out. */
function uniqueField(message: string): string {
  const key = /for key '(?:[^'.]*\.)?([^'.]+)'$/.exec(message)?.[1] ?? '';
  return key === 'PRIMARY' ? 'id' : fieldOf(key);
}

function constraintIn(message: string): string {
  return /CONSTRAINT `([^`]+)`/.exec(message)?.[1] ?? '';
}

/** Constraints are named `<kind>_<table>__<column>`, so that their name says the field. */
function fieldOf(constraint: string): string {
  const column = constraint.split('__').at(1) ?? 'unknown';
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function tableOf(constraint: string): string {
  return /^fk_(\w+?)__/.exec(constraint)?.[1] ?? 'unknown';
}
