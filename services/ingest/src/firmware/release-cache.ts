import type { RolledOut } from '@hadir/contracts';
import { type Log, withDeadline } from '@hadir/platform';

/** What ingest must know of a release. */
export type Release = RolledOut & {
  /** Of the image: bytes, and SHA-256 as 64 hex digits. */
  readonly size: number;
  readonly sha256: string;
  /** DER. */
  readonly signature: Buffer;
};

type Deps = {
  readonly firmwareReleases: { published(): Promise<readonly Release[]> };
  readonly log: Log;
};

export type ReleaseCache = {
  /** Those that are not withdrawn; undefined while they are not known. */
  current(): readonly Release[] | undefined;
  /** A release changed: nothing that was read before is used any more. */
  forget(): void;
  close(): void;
};

/** A withdrawal must work within a minute even when the message that tells of it is lost. */
const REFRESH_MS = 20_000;
const OUTDATED_MS = 60_000;
const LOAD_TIMEOUT_MS = 5000;

/** Releases, read by the clock and when they change, so that no frame ever waits for them. */
export function createReleaseCache({ firmwareReleases, log }: Deps): ReleaseCache {
  let known: { readonly releases: readonly Release[]; readonly readAt: number } | undefined;
  let reading = 0;
  let isAway = false;

  const read = async (): Promise<void> => {
    reading += 1;
    const own = reading;
    const readAt = Date.now();
    try {
      const releases = await withDeadline(firmwareReleases.published(), LOAD_TIMEOUT_MS, 'not read in time');
      // Another reading began meanwhile: what this one found may be from before the change.
      if (own === reading) known = { releases, readAt };
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn('firmware releases not read: nothing is offered soon', { error });
      isAway = true;
    }
  };

  void read();
  const timer = setInterval(() => void read(), REFRESH_MS);
  return {
    current: () => (known && Date.now() - known.readAt < OUTDATED_MS ? known.releases : undefined),
    forget() {
      known = undefined;
      void read();
    },
    close: () => clearInterval(timer),
  };
}
