import type { LocalServer } from './server.ts';

export type KeepRunningOptions = {
  readonly name: string;
  /** Told what happened, as a sentence. */
  readonly report: (text: string) => void;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
};

export type KeptRunning = {
  /** Stops the server for good. */
  stop(): Promise<void>;
};

/** A run this long was a sound one: the next crash waits the first delay again. */
const SOUND_RUN_MS = 60_000;

/** Starts a server again whenever it ends by itself, after a delay that doubles while it keeps failing. */
export function keepRunning(server: LocalServer, options: KeepRunningOptions): KeptRunning {
  const { firstDelayMs = 1000, longestDelayMs = 30_000 } = options;
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      const startedAt = performance.now();
      await server.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > SOUND_RUN_MS) delayMs = firstDelayMs;
      await startAgain(server, options, delayMs, stopping.signal);
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await server.stop();
      await watching;
      // It may have been on its way up when it was told to stop.
      await server.stop();
    },
  };
}

async function startAgain(
  server: LocalServer,
  { name, report }: KeepRunningOptions,
  delayMs: number,
  stop: AbortSignal,
): Promise<void> {
  const { code, signal } = await server.exited;
  const how = signal ?? `exit code ${code}`;
  report(`${name} ended (${how}); starting it again in ${delayMs / 1000} s. Its log: ${server.logFile}`);
  await delay(delayMs, stop);
  if (stop.aborted) return;
  try {
    await server.start();
    report(`${name} runs again.`);
  } catch (error) {
    // Told to stop while it was starting: no news.
    if (!stop.aborted) report((error as Error).message);
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
