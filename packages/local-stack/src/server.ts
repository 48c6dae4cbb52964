import { type Child, type ChildExit, type ChildOptions, startChild } from './child.ts';
import { LocalServerError } from './local-server-error.ts';

/** A private server that runs as a child of this process and dies with it. */
export type LocalServer = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process that runs now ends, in whatever way. */
  readonly exited: Promise<ChildExit>;
  /** Ends it in order, so that all its data is on disk. */
  stop(): Promise<void>;
  /** Runs it again, after `stop` or `kill`, on the same data, port and password. */
  start(): Promise<void>;
  /** SIGKILL: it dies at once, as in a power cut of this process alone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing until `resume`. */
  pause(): void;
  resume(): void;
};

export type ServerSpec = ChildOptions & {
  readonly url: string;
  readonly port: number;
  /** Whether it answers now. Called until it does. */
  readonly ready: () => Promise<boolean>;
  /** What to do when it does not start. */
  readonly advice: string;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
};

const READY_POLL_MS = 20;

export async function startServer(spec: ServerSpec): Promise<LocalServer> {
  let child = await startChild(spec);
  await untilReady(child, spec);
  return {
    url: spec.url,
    port: spec.port,
    logFile: spec.logFile,
    get pid() {
      return child.pid;
    },
    get exited() {
      return child.exited;
    },
    stop: () => child.stop(spec.stopTimeoutMs ?? 10_000),
    start: async () => {
      if (child.hasExited()) child = await startChild(spec);
      await untilReady(child, spec);
    },
    kill: async () => {
      child.signal('SIGKILL');
      await child.exited;
    },
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
  };
}

/** Waits until a child answers; one that dies or stays silent is a LocalServerError. */
async function untilReady(child: Child, spec: ServerSpec): Promise<void> {
  const timeoutMs = spec.startTimeoutMs ?? 30_000;
  const deadline = performance.now() + timeoutMs;
  while (!child.hasExited()) {
    if (await spec.ready()) return;
    if (performance.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  const what = child.hasExited()
    ? await describeExit(child)
    : `did not answer on port ${spec.port} within ${timeoutMs / 1000} s`;
  child.signal('SIGKILL');
  throw new LocalServerError(spec.name, what, { advice: spec.advice, logFile: spec.logFile });
}

async function describeExit(child: Child): Promise<string> {
  const { code, signal } = await child.exited;
  return `stopped while it was starting (${signal ?? `exit code ${code}`})`;
}
