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
  const line = winston.format.printf((info) => {
    const { level: lineLevel, message, fields } = info;
    const record = {
      time: new Date().toISOString(),
      level: lineLevel,
      service,
      event: message,
      ...(fields as LogFields),
    };
    return format === 'pretty' ? prettyLine(record) : JSON.stringify(record);
  });
  const logger = winston.createLogger({
    level,
    format: line,
    transports: [new winston.transports.Stream({ stream })],
  });
  return over(logger, {});
}

function over(logger: winston.Logger, base: LogFields): Log {
  const write =
    (level: Level) =>
    (event: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(level)) return;
      logger.log({ level, message: event, fields: plain({ ...base, ...fields }) });
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => over(logger, { ...base, ...fields }),
  };
}

function plain(fields: LogFields): LogFields {
  return 'error' in fields ? { ...fields, error: describeError(fields.error) } : fields;
}

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  const because = cause !== undefined && depth < 3 ? { cause: describeError(cause, depth + 1) } : {};
  return { name, message, ...code, stack, ...because };
}
