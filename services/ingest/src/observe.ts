import type { DeviceVitals } from '@hadir/contracts';
import type { Log, Metrics } from '@hadir/platform';
import type { Refusal } from './refuse.ts';

/** What operators see of the traffic. */
export type Observer = {
  accepted(isNew: boolean, bytes: number, tookMs: number): void;
  refused(refusal: Refusal, deviceId: string): void;
  aborted(): void;
  /** Notes what a device that proved who it is said of itself. */
  advised(deviceId: string, vitals: DeviceVitals): void;
};

/** One line per device and code in this time, however often it knocks. */
const QUIET_MS = 60_000;
const MAX_QUIET = 1000;
const MAX_DEVICE_ID = 32;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createObserver(metrics: Metrics, log: Log): Observer {
  const frames = metrics.counter('ingest_frames_total', 'Frames taken, by new or already taken', ['result']);
  const refusals = metrics.counter('ingest_refusals_total', 'Frames refused', ['status', 'code']);
  const aborts = metrics.counter('ingest_aborted_total', 'Uploads that the sender broke off');
  const bytesIn = metrics.counter('ingest_bytes_total', 'Bytes of frames taken');
  const seconds = metrics.histogram('ingest_frame_seconds', 'From the request to the answer', SECONDS);
  const advise = createAdvice(metrics, log);
  const quietUntil = new Map<string, number>();
  const newFrames = frames.labels('new');
  const knownFrames = frames.labels('already');

  const isLoud = (key: string): boolean => {
    const now = Date.now();
    if ((quietUntil.get(key) ?? 0) > now) return false;
    if (quietUntil.size >= MAX_QUIET) quietUntil.clear();
    quietUntil.set(key, now + QUIET_MS);
    return true;
  };

  return {
    accepted(isNew, bytes, tookMs) {
      (isNew ? newFrames : knownFrames).inc();
      bytesIn.inc(bytes);
      seconds.observe(tookMs / 1000);
    },
    refused({ status, code, field }, deviceId) {
      refusals.inc({ status, code });
      const fields = { deviceId: deviceId.slice(0, MAX_DEVICE_ID), status, code, field };
      if (isLoud(`${fields.deviceId} ${code}`)) log.warn('frame refused', fields);
      else log.debug('frame refused', fields);
    },
    aborted: () => aborts.inc(),
    advised: advise,
  };
}

/** Gauges by device: only devices that exist come here, so there are not more of them than cameras. */
function createAdvice(metrics: Metrics, log: Log): Observer['advised'] {
  const gauges = [
    ['rssiDbm', metrics.gauge('device_rssi_dbm', 'Signal that the device sees', ['device'])],
    ['heapMinBytes', metrics.gauge('device_heap_min_bytes', 'Least free heap since boot', ['device'])],
    ['stackMinBytes', metrics.gauge('device_stack_min_bytes', 'Least free stack since boot', ['device'])],
    ['droppedFrames', metrics.gauge('device_dropped_frames', 'Frames dropped since boot', ['device'])],
  ] as const;
  const counted = metrics.gauge('device_counted', 'What a device counts since boot', ['device', 'what']);
  return (device, vitals) => {
    for (const [name, gauge] of gauges) {
      const value = vitals[name] ?? null;
      if (value !== null) gauge.set({ device }, value);
    }
    const counters = Object.entries<number>({ ...vitals.counters });
    for (const [what, count] of counters) counted.set({ device, what }, count);
    const { resetReason: reset, firmware } = vitals;
    if (reset !== null) log.debug('device state', { deviceId: device, reset, firmware });
  };
}
