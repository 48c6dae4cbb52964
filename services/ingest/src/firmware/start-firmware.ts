import type { Database } from '@hadir/db';
import type { Log, Metrics } from '@hadir/platform';
import { createDownloadSlots } from './download-slots.ts';
import { createImageCache } from './image-cache.ts';
import { createDownloadObserver } from './observe-downloads.ts';
import { createOfferFirmware } from './offer-firmware.ts';
import { createReleaseCache } from './release-cache.ts';

type Deps = {
  readonly firmwareReleases: Pick<Database['firmwareReleases'], 'published' | 'image'>;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** What frames and downloads share of the firmware. `releases` is to be closed. */
export function startFirmware({ firmwareReleases, metrics, log }: Deps) {
  const releases = createReleaseCache({ firmwareReleases, log });
  const slots = createDownloadSlots();
  return {
    releases,
    offerFirmware: createOfferFirmware({ releases }),
    download: {
      releases,
      images: createImageCache({ firmwareReleases }),
      slots,
      observer: createDownloadObserver(metrics, slots, log),
    },
  };
}
