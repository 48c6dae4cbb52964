import { type ApiClient, createApiClient } from '../api/api-client.ts';
import { type CampusTime, createCampusTime } from '../campus-time.ts';
import type { Screen } from '../output/screen.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import type { CommonOptions } from './build-command.ts';

export type Closable = { close(): Promise<unknown> };

/** What a command works with. Everything is made when first asked for: `--help` needs no server and no settings. */
export type Context = {
  readonly json: boolean;
  readonly screen: Screen;
  readonly settings: Settings;
  readonly api: ApiClient;
  readonly time: CampusTime;
  /** Closed in the reverse order when the command ends, however it ends. */
  closeLater<Opened extends Closable>(opened: Opened): Opened;
  /** Aborted by Ctrl-C or SIGTERM: for commands that run until they are told to stop. */
  untilStopped(): AbortSignal;
};

export type OpenContext = { readonly context: Context; close(): Promise<void> };

export function createContext({ json, data }: CommonOptions, screen: Screen): OpenContext {
  const opened: Closable[] = [];
  const settings = loadSettings(process.cwd(), data);
  const time = once(() => createCampusTime(settings.campusTimeZone));
  const api = once(() =>
    createApiClient({
      url: settings.need('HADIR_API_URL'),
      key: settings.need('HADIR_API_KEY'),
      origin: settings.origin('HADIR_API_URL'),
    }),
  );
  const context: Context = {
    json,
    screen,
    settings,
    get api() {
      return api();
    },
    get time() {
      return time();
    },
    closeLater(closable) {
      opened.push(closable);
      return closable;
    },
    untilStopped: once(stopSignal),
  };
  return {
    context,
    async close() {
      for (const closable of opened.reverse()) await closable.close().catch(() => undefined);
    },
  };
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
