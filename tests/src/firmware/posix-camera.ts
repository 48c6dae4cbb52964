import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DeviceCounters, formatDeviceKey } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { z } from 'zod';

/** A line of the camera's `--events`. */
export type CameraEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

const Event = z.looseObject({ event: z.string() });

const Summary = DeviceCounters.extend({ waiting: z.int().nonnegative() });
export type Summary = z.infer<typeof Summary>;

export type PosixCamera = {
  readonly events: readonly CameraEvent[];
  /** All events so far of this kind. */
  of(kind: string): readonly CameraEvent[];
  /** Waits for an event of this kind that has these fields. */
  until(kind: string, fields?: Readonly<Record<string, unknown>>, timeoutMs?: number): Promise<CameraEvent>;
  signal(name: NodeJS.Signals): void;
  /** Waits until it ended by itself; answers its counters. Throws what it said on stderr when it did not end well. */
  ended(): Promise<Summary>;
  /** Ends it, and sees that it ends well. */
  stop(): Promise<void>;
};

export type PosixCameraOptions = {
  /** The program. */
  readonly camera: string;
  readonly args: readonly string[];
};

/** The firmware's core on this computer, as a process. */
export function startPosixCamera({ camera, args }: PosixCameraOptions): PosixCamera {
  const child = spawn(camera, [...args, '--events'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const events: CameraEvent[] = [];
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  createInterface({ input: child.stdout }).on(
    'line',
    (line) => void events.push(Event.parse(JSON.parse(line))),
  );
  const closed = once(child, 'close');
  const of = (kind: string) => events.filter(({ event }) => event === kind);
  const endedWell = async (): Promise<void> => {
    const [code, signal] = await closed;
    if (code !== 0) throw new Error(`the camera ended with ${code ?? signal}: ${complaints}`);
  };
  return {
    events,
    of,
    async until(kind, fields = {}, timeoutMs = 20_000) {
      const isWanted = (event: CameraEvent) =>
        Object.entries(fields).every(([name, value]) => event[name] === value);
      const find = () => {
        if (child.exitCode) throw new Error(`the camera ended: ${complaints}`);
        return of(kind).find(isWanted);
      };
      return waitFor(`the camera's ${kind} ${JSON.stringify(fields)}`, find, { timeoutMs }).catch(
        (error: unknown) => {
          const last = events.slice(-12).map((event) => JSON.stringify(event));
          throw new Error(`${String(error)}; its last events:\n${last.join('\n')}`);
        },
      );
    },
    signal: (name) => void child.kill(name),
    async ended() {
      await endedWell();
      return Summary.parse(of('summary').at(-1));
    },
    async stop() {
      child.kill('SIGTERM');
      await endedWell();
    },
  };
}

export type CameraFiles = {
  readonly folder: string;
  readonly frames: string;
  /** Writes what the camera is told of itself, and that every frame goes until the server says otherwise; answers the options. */
  configure(told: CameraConfig): Promise<readonly string[]>;
  remove(): Promise<void>;
};

export type CameraConfig = {
  readonly deviceId: string;
  readonly key: Buffer | string;
  readonly server: string;
};

/** A folder with frames and the camera's files. */
export async function makeCameraFiles(jpegs: readonly Buffer[]): Promise<CameraFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'hadir-firmware-'));
  const frames = await mkdtemp(join(folder, 'frames-'));
  for (const [at, jpeg] of jpegs.entries()) {
    await writeFile(join(frames, `${String(at).padStart(4, '0')}.jpg`), jpeg);
  }
  return {
    folder,
    frames,
    async configure({ deviceId, key, server }) {
      const config = {
        deviceId,
        key: typeof key === 'string' ? key : formatDeviceKey(key),
        server,
        allowHttp: true,
        networks: [{ ssid: 'hall', password: 'not-a-secret' }],
      };
      await writeFile(join(folder, 'config.json'), JSON.stringify(config));
      await writeFile(join(folder, 'settings.json'), JSON.stringify({ gateThreshold: 0 }));
      const named = ['--config', join(folder, 'config.json'), '--settings', join(folder, 'settings.json')];
      return [...named, '--frames', frames];
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
