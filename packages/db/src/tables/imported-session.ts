import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

/** Which event of a calendar file a class session was made from. */
export type ImportedSession = {
  readonly sessionId: string;
  /** The event's UID, as the file has it. */
  readonly uid: string;
  /** Which of a recurring event's dates: its first start as an ISO instant; empty for an event without recurrence. */
  readonly recurrence: string;
  /** SHA-256 of what the file said, so that only what changed there changes here. */
  readonly contentHash: string;
  readonly importedAt: Date;
};

export const importedSessionTable = new EntitySchema<ImportedSession>({
  name: 'ImportedSession',
  tableName: 'imported_sessions',
  columns: {
    sessionId: uuid('session_id', primary),
    uid: text('uid', 255),
    recurrence: text('recurrence', 32),
    contentHash: text('content_hash', 64),
    importedAt: moment('imported_at'),
  },
});
