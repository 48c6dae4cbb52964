import type { Log, Metrics } from '@hadir/platform';
import type { Refusal } from '../refuse.ts';
import type { DownloadSlots } from './download-slots.ts';

/** `slow`: it was not through in time. */
export type DownloadEnd = 'whole' | 'part' | 'aborted' | 'slow';

/** What operators see of updates that devices get. */
export type DownloadObserver = {
  ended(end: DownloadEnd, deviceId: string, version: string, bytes: number): void;
  refused(refusal: Refusal, deviceId: string): void;
};

export function createDownloadObserver(
  metrics: Metrics,
  slots: Pick<DownloadSlots, 'count'>,
  log: Log,
): DownloadObserver {
  const ends = metrics.counter('ingest_downloads_total', 'Firmware downloads by how they ended', ['end']);
  const bytesOut = metrics.counter('ingest_download_bytes_total', 'Bytes of firmware that were sent whole');
  const refusals = metrics.counter('ingest_download_refusals_total', 'Firmware downloads refused', [
    'status',
    'code',
  ]);
  metrics.gauge('ingest_downloads', 'Firmware downloads under way', [], async (gauge) =>
    gauge.set(slots.count()),
  );
  return {
    ended(end, deviceId, version, bytes) {
      ends.inc({ end });
      if (end === 'whole' || end === 'part') bytesOut.inc(bytes);
      log.info('firmware download ended', { deviceId, version, end, bytes });
    },
    refused({ status, code, field }, deviceId) {
      refusals.inc({ status, code });
      log.debug('firmware download refused', { deviceId: deviceId.slice(0, 32), status, code, field });
    },
  };
}
