import winston from 'winston';
import { prettyLine } from './log-pretty.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/** A line is an event and its fields. Never a name of a person, an image, a template or a key. */
export type Log = {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
};

export type LogOptions = {
  readonly service: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /** `json`: one object a line for a collector; `pretty`: for a person at a terminal. */
  readonly format?: 'json' | 'pretty';
  /** Where lines go; standard output unless told. */
  readonly stream?: NodeJS.WritableStream;
};

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Writes one line per event. An Error in `fields.error` is written with its name, message, code, stack and cause. */
export function createLog(options: LogOptions): Log {
  const { service, level = 'info', format = 'json', stream = process.stdout } = options;
  const render = format === 'pretty' ? prettyLine : JSON.stringify;
  const logger = winston.createLogger({
    level,
    // Lines are made here, because winston's own formats copy each record several times.
    format: winston.format.printf(({ message }) => String(message)),
    transports: [new winston.transports.Stream({ stream })],
  });
  const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];
  const quiet = new Set(levels.filter((each) => !logger.isLevelEnabled(each)));

  const over = (base: LogFields): Log => {
    const write = (lineLevel: Level) => {
      if (quiet.has(lineLevel)) return () => undefined;
      return (event: string, fields: LogFields = {}): void => {
        const record = {
          time: new Date().toISOString(),
          level: lineLevel,
          service,
          event,
          ...base,
          ...fields,
        };
        logger.log(lineLevel, render('error' in record ? withError(record) : record));
      };
    };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => over({ ...base, ...fields }),
    };
  };
  return over({});
}

function withError(record: LogFields): LogFields {
  return { ...record, error: describeError(record.error) };
}

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  const because = cause !== undefined && depth < 3 ? { cause: describeError(cause, depth + 1) } : {};
  return { name, message, ...code, stack, ...because };
}
