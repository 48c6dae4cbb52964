import { type BackupStores, eraseFromBackups } from '@hadir/contracts';
import type { Log, ObjectStore } from '@hadir/platform';

/** What became of a person's copies; `pending`: the backup store did not answer and will be asked again. */
export const BACKUP_ERASURES = ['erased', 'pending', 'none'] as const;
export type BackupErasure = (typeof BACKUP_ERASURES)[number];

export type Backups = BackupStores<Pick<ObjectStore, 'deletePrefix'>>;

type Deps = {
  /** Undefined where no backups are kept. */
  readonly backups?: Backups | undefined;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * Erases a person from the backups now. A store that is away holds nothing up: a sweep that is planned already, and the next backup, erase
 * whoever has no consent in force.
 */
export async function eraseBackups({ backups, log }: Deps, studentId: string): Promise<BackupErasure> {
  if (!backups) return 'none';
  try {
    await eraseFromBackups(backups, studentId);
    return 'erased';
  } catch (error) {
    log.warn('backups of a student not erased yet', { studentId, error });
    return 'pending';
  }
}
