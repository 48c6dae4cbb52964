import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A pseudo-terminal: what is opened at `path` and what this end hears and says. */
export type TestSerialLine = {
  readonly path: string;
  say(text: string): void;
  onData(take: (text: string) => void): void;
  close(): Promise<void>;
};

const BRIDGE = fileURLToPath(new URL('./pty-bridge.py', import.meta.url));

export async function openTestSerialLine(): Promise<TestSerialLine> {
  const bridge: ChildProcess = spawn('python3', [BRIDGE], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [named] = (await once(bridge.stderr as NodeJS.ReadableStream, 'data')) as [Buffer];
  bridge.stdout?.setEncoding('utf8');
  return {
    path: named.toString().trim(),
    say: (text) => void bridge.stdin?.write(text),
    onData: (take) => void bridge.stdout?.on('data', take),
    async close() {
      if (bridge.exitCode !== null || bridge.signalCode !== null) return;
      const ended = once(bridge, 'exit');
      bridge.kill();
      await ended;
    },
  };
}
