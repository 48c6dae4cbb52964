import { performance } from 'node:perf_hooks';

/** A device's two clocks, in whole milliseconds: one that counts from boot, and one that tells the date once it is set. */
export type DeviceClock = {
  monoMs(): number;
  /** Milliseconds since 1970 at a moment of `monoMs()`; 0 while the date is unset. */
  dateAt(monoMs: number): number;
  isSet(): boolean;
  set(unixMs: number): void;
  unset(): void;
  /** Moves the date by `ms`, as a wrong clock would be; nothing while it is unset. */
  step(ms: number): void;
};

export type DeviceClockOptions = {
  /** Whether the date is known at boot. Default true. */
  readonly set?: boolean;
  readonly now?: () => number;
  readonly monoMs?: () => number;
};

export function createDeviceClock(options: DeviceClockOptions = {}): DeviceClock {
  const { set = true, now = Date.now, monoMs = () => performance.now() } = options;
  const mono = (): number => Math.floor(monoMs());
  let bootedAt = set ? Math.floor(now()) - mono() : undefined;
  return {
    monoMs: mono,
    dateAt: (moment) => (bootedAt === undefined ? 0 : bootedAt + moment),
    isSet: () => bootedAt !== undefined,
    set(unixMs) {
      bootedAt = Math.floor(unixMs) - mono();
    },
    unset() {
      bootedAt = undefined;
    },
    step(ms) {
      if (bootedAt !== undefined) bootedAt += Math.trunc(ms);
    },
  };
}
