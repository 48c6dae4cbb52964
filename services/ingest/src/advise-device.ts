import type { IncomingHttpHeaders } from 'node:http';
import { type FrameAnswer, type SentDeviceSettings, sentDeviceSettings } from '@hadir/contracts';
import { CONFIRMING_INTERVAL_MS, deviceInterval, restUntilSession } from './device-interval.ts';
import type { KnownDevice } from './load-device.ts';
import { readSettingsVersion } from './read-vitals.ts';

type Deps = {
  /** IANA name of the campus's time zone. */
  readonly timeZone: string;
};

export type Advice = Pick<FrameAnswer, 'intervalMs' | 'restMs' | 'settings'>;

type Asked = {
  readonly device: KnownDevice;
  readonly headers: IncomingHttpHeaders;
  /** A face that this device saw just now needs more sightings. */
  readonly isConfirming: boolean;
  readonly nowMs: number;
};

/** When a device is to send again, and what is set of it. */
export type AdviseDevice = (asked: Asked) => Advice;

/** The campus's clocks change at a whole minute. */
const MINUTE_MS = 60_000;

/** A device that does not tell which settings it has is told its interval alone: it would not know what to do with the rest. */
export function createAdviseDevice({ timeZone }: Deps): AdviseDevice {
  const made = new WeakMap<KnownDevice, { readonly minute: number; readonly settings: SentDeviceSettings }>();

  const settingsOf = (device: KnownDevice, nowMs: number): SentDeviceSettings => {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const known = made.get(device);
    if (known?.minute === minute) return known.settings;
    const settings = sentDeviceSettings(device.settings, timeZone, nowMs);
    made.set(device, { minute, settings });
    return settings;
  };

  return ({ device, headers, isConfirming, nowMs }) => {
    const intervalMs = deviceInterval(device.sessions, nowMs);
    const version = readSettingsVersion(headers);
    if (version === null) return { intervalMs };
    const restMs = restUntilSession(device.sessions, nowMs);
    const settings = settingsOf(device, nowMs);
    return {
      intervalMs: isConfirming && restMs === undefined ? CONFIRMING_INTERVAL_MS : intervalMs,
      restMs,
      settings: settings.version === version ? undefined : settings,
    };
  };
}
