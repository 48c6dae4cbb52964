import { createLazySource } from './connection/lazy-source.ts';
import { connectionSettings, type DatabaseOptions } from './connection/options.ts';
import { createStore, joinedStore } from './connection/store.ts';
import { createRepositories, type Repositories } from './repositories/index.ts';

export type Database = Repositories & {
  /**
   * Runs several calls in one transaction: all happen or none. `work` may run again from its start (deadlock, lost connection),
   * so it must change nothing else; keep it short, as it holds a connection.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Resolves when the server answers within `timeoutMs` (2 s unless told), else throws DatabaseUnavailable. */
  ping(timeoutMs?: number): Promise<void>;
  /** Lets statements in flight finish for up to 2 s. */
  close(): Promise<void>;
};

/**
 * Connects when it is first used, and again whenever the server comes back: a server that is away makes calls throw
 * DatabaseUnavailable and nothing else. Throws at once only for a URL or a CA file that cannot be used.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const settings = connectionSettings(options);
  const source = createLazySource(settings);
  const store = createStore(source.connect, settings.log);
  return {
    ...createRepositories(store),
    transaction: (work) => store.write((manager) => work(createRepositories(joinedStore(manager)))),
    ping: (timeoutMs = 2_000) => source.ping(timeoutMs),
    close: source.close,
  };
}
