import { withDeadline } from './deadline.ts';
import { unavailableDependency } from './dependency.ts';
import { EnvError } from './env.ts';
import type { Log } from './log.ts';

export type Closable = { close(): Promise<unknown> | unknown };

/** Things to close at the end, the last one added first. */
export type Closing = {
  /** Returns `closable`, so that a thing can be made and registered in one line. */
  add<T extends Closable>(name: string, closable: T): T;
};

export type Service = {
  readonly name: string;
  readonly log: Log;
  /**
   * Starts everything and registers it in `closing` as it goes, so that a failed start leaves nothing behind. What it
   * resolves with is closed first of all, if it can be closed.
   */
  start(closing: Closing): Promise<unknown>;
  /** For closing everything; the process exits with 1 when it is not enough. */
  readonly shutdownTimeoutMs: number;
};

type Entry = { readonly name: string; readonly closable: Closable };

/**
 * Runs a service until SIGTERM or SIGINT, then closes in the reverse of its start and exits: 0 when all was closed in
 * time, 1 otherwise. A failed start exits with 1 after a message that says what to do. An unhandled error exits with 1.
 */
export async function runService({ name, log, start, shutdownTimeoutMs }: Service): Promise<void> {
  const entries: Entry[] = [];
  const closing: Closing = {
    add(entryName, closable) {
      entries.push({ name: entryName, closable });
      return closable;
    },
  };
  const stop = once(async (code: number) => {
    const closed = await closeAll(entries, log, shutdownTimeoutMs);
    process.exit(closed ? code : 1);
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    log.info('stopping', { signal });
    void stop(0);
  };
  // A terminal and npm may each send a signal: those after the first change nothing.
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      log.error('unexpected error, stopping', { kind: event, error });
      process.exit(1);
    });
  }
  try {
    const service = await start(closing);
    if (isClosable(service)) closing.add(name, service);
    log.info('started');
  } catch (error) {
    log.debug('start failed', { error });
    process.stderr.write(`${name} could not start: ${explain(error)}\n`);
    void stop(1);
  }
}

async function closeAll(entries: Entry[], log: Log, timeoutMs: number): Promise<boolean> {
  const endsAt = Date.now() + timeoutMs;
  let complete = true;
  for (let entry = entries.pop(); entry; entry = entries.pop()) {
    try {
      const left = Math.max(endsAt - Date.now(), 100);
      await withDeadline(Promise.resolve(entry.closable.close()), left, 'not closed in time');
    } catch (error) {
      complete = false;
      log.error('could not close', { part: entry.name, error });
    }
  }
  return complete;
}

function once<A>(work: (argument: A) => Promise<void>): (argument: A) => Promise<void> {
  let running: Promise<void> | undefined;
  return (argument) => {
    running ??= work(argument);
    return running;
  };
}

function isClosable(value: unknown): value is Closable {
  return typeof value === 'object' && value !== null && 'close' in value && typeof value.close === 'function';
}

/** For the first line of a main.ts: reads the environment, or prints what is wrong with it and exits with 1. */
export function readEnvOrExit<Env>(name: string, read: () => Env): Env {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${name} could not start: ${explain(error)}\n`);
    process.exit(1);
  }
}

/** What went wrong and what to do, in words for the person who started the service. */
function explain(error: unknown): string {
  if (error instanceof EnvError) return `${error.message}\nSet these variables and start again.`;
  const away = unavailableDependency(error);
  if (away) {
    const variable = { redis: 'REDIS_URL', database: 'DATABASE_URL', 'object-store': 'OBJECT_STORE_URL' };
    return `${away.message}\nStart it, or correct ${variable[away.dependency]}.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${message}\nSet PORT to a free port, or stop what uses this one.`;
  if (code === 'EACCES') return `${message}\nSet PORT to a port above 1023.`;
  return `${message}\nSet LOG_LEVEL=debug to see where.`;
}
