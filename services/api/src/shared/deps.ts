import type { FirmwareTarget, LiveEvent } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { DeviceHealth, Log, ObjectStore, PersonTraces, Queue, SecretBox, Signer } from '@hadir/platform';
import type { CheckInCodes } from '../check-in/check-in-code.ts';
import type { Links } from '../links/sign-link.ts';
import type { LiveMessage, Watch } from '../live/watch-live.ts';
import type { Mailer } from '../mail/send-mail.ts';
import type { Outlets } from '../notifications/outlets/outlet.ts';
import type { Oidc } from '../oidc/create-oidc.ts';
import type { SignInLimits } from '../sign-in/sign-in-limits.ts';
import type { SessionLife } from '../sign-in/user-session.ts';
import type { Backups } from '../students/erase-backups.ts';

/** What the routes work with; each feature takes what it uses. */
export type ApiDeps = {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly announce: Announce;
  readonly enrolQueue: Pick<Queue<{ enrolmentId: string }>, 'add' | 'exists'>;
  readonly learnQueue: Pick<Queue<{ correctionId: string }>, 'add'>;
  readonly sweepQueue: Pick<Queue<{ studentId: string }>, 'add'>;
  /** What frames wait for the matchers; sessions are not closed before them. */
  readonly frameQueue?: Pick<Queue<never>, 'oldestWaitingMs'> | undefined;
  /** Where copies of people are kept, so that an erasure reaches them. */
  readonly backups?: Backups | undefined;
  readonly deviceKeys: Pick<SecretBox, 'seal'>;
  /** Seals what the api alone needs to read again: second factors, channels' credentials, signing secrets. */
  readonly secrets: SecretBox;
  /** Signs and reads the personal links of students. */
  readonly links: Links;
  /** Signs and reads the codes that are shown in a room. */
  readonly checkInCodes: CheckInCodes;
  /** Signs receipts of erasures. */
  readonly receiptSigner: Signer;
  /** What Redis knows of a person. */
  readonly personTraces: PersonTraces;
  readonly live: Live;
  /** Undefined where no mail server is configured. */
  readonly mailer?: Mailer | undefined;
  /** How notifications leave; those of the defaults unless given. */
  readonly outlets?: Outlets | undefined;
  readonly watchLive: WatchLive;
  readonly deviceHealth: Pick<DeviceHealth, 'vitals' | 'traffic'>;
  /** How users sign in, beside the database and `secrets`. */
  readonly signIn: SignInParts;
  /** IANA name of the campus's time zone. */
  readonly timeZone: string;
  readonly log: Log;
};

/** How users sign in: limits, the life of a session, the address that people use, and the provider if there is one. */
export type SignInParts = {
  readonly limits: SignInLimits;
  readonly life: SessionLife;
  readonly publicUrl: URL | undefined;
  readonly oidc?: Oidc | undefined;
};

/** To the pages that watch. Never throws: a page that missed something reads it again. */
export type Live = { publish(event: LiveEvent): Promise<void> };

/** Live events as a page follows them. */
export type WatchLive = (watch: Watch) => AsyncIterable<LiveMessage>;

/** Hints to the other services. Never throws: who misses one finds the change by itself, a little later. */
export type Announce = {
  galleryChanged(courseIds: readonly string[]): Promise<void>;
  deviceChanged(deviceId: string): Promise<void>;
  firmwareChanged(target: FirmwareTarget): Promise<void>;
};
