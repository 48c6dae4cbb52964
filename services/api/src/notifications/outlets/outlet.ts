import type { EventFacts } from '@hadir/db';
import type { SafeFetch } from '@hadir/platform';
import type { Mailer } from '../../mail/send-mail.ts';
import type { Message } from '../messages/render-message.ts';

/** What there is to send, in the forms that outlets take. */
export type Parcel = {
  /** The delivery's, the same for each attempt. */
  readonly id: string;
  readonly message: Message;
  readonly facts: readonly EventFacts[];
  /** Whether more than one event may be in it. */
  readonly isGroup: boolean;
  /** The message that was sent before, which is to be changed; null for a new one. */
  readonly remoteRef: string | null;
  readonly signal?: AbortSignal | undefined;
};

/** What became of an attempt. Errors are short, and hold neither names nor secrets. */
export type Attempt =
  | { readonly kind: 'sent'; readonly remoteRef: string | null; readonly note: string | null }
  /** `retryAfterMs` is what the other side asked for: nothing goes to the channel before. */
  | { readonly kind: 'later'; readonly error: string; readonly retryAfterMs?: number | undefined }
  /** Trying again would not help. */
  | { readonly kind: 'never'; readonly error: string };

export type Outlet = (parcel: Parcel) => Promise<Attempt>;

/** Ways out of the service. */
export type Outlets = {
  /** For addresses that people entered: none that leads to a private address, unless that is allowed. */
  readonly fetchEntered: SafeFetch;
  /** For the two addresses below, which who runs the service has set. */
  readonly fetchSet: SafeFetch;
  readonly telegramUrl: string;
  readonly slackUrl: string;
  readonly mailer?: Mailer | undefined;
};

export const sent = (remoteRef: string | null = null, note: string | null = null): Attempt => ({
  kind: 'sent',
  remoteRef,
  note,
});
export const later = (error: string, retryAfterMs?: number): Attempt => ({
  kind: 'later',
  error,
  retryAfterMs,
});
export const never = (error: string): Attempt => ({ kind: 'never', error });
