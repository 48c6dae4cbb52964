import { type LocalServer, startServer } from './server.ts';

export type Service = LocalServer;

export type ServiceOptions = {
  readonly name: string;
  /** The JavaScript file to run, such as `services/ingest/dist/main.js`. */
  readonly entry: string;
  /** The whole environment but PORT and HOST, which are set here. */
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  readonly logFile: string;
  readonly cwd?: string;
  readonly nodeArguments?: readonly string[];
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
};

/** Runs one of our services as a child and waits until its `/readyz` answers 200. */
export function startService(options: ServiceOptions): Promise<Service> {
  const { name, entry, env, port, nodeArguments = [] } = options;
  const url = `http://127.0.0.1:${port}`;
  return startServer({
    ...options,
    command: process.execPath,
    args: [...nodeArguments, entry],
    env: { ...env, PORT: String(port), HOST: '127.0.0.1' },
    advice: `Mend what the log says, then start ${name} again.`,
    name,
    url,
    ready: () => isReady(url),
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
