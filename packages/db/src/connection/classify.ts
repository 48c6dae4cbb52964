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

/** TypeORM wraps what mysql2 throws; an error of neither is a mistake in our own code and answers undefined. */
function driverErrorOf(error: unknown): DriverError | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = 'driverError' in error ? error.driverError : error;
  if (!(inner instanceof Error)) return undefined;
  return 'errno' in inner || 'code' in inner || 'fatal' in inner ? (inner as DriverError) : undefined;
}

function statementError(error: DriverError): Error {
  const { errno, message } = error;
  if (errno === 1062) return new UniqueViolation(uniqueField(message));
  if (errno === 1452 || errno === 1216) return new MissingReference(fieldOf(constraintIn(message)));
  if (errno === 1451 || errno === 1217) return new StillReferenced(tableOf(constraintIn(message)));
  if (errno === 3819 || errno === 4025) return new RuleViolation(/ck_\w+/.exec(message)?.[0] ?? 'unknown');
  return new StatementFailed(error.code ?? String(errno));
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
