import { CliError } from '../../cli-error.ts';

/** Throws `error`, in words that name both stores when one does not answer (it does not say which), or that say it was stopped. */
export function explainStore(error: unknown): never {
  if (error instanceof Error && error.name === 'AbortError') {
    throw new CliError('stopped', 'Stopped.', 'Run it again: it goes on from what is done.', error);
  }
  const isStoreAway =
    error instanceof Error &&
    error.name === 'DependencyUnavailable' &&
    'dependency' in error &&
    error.dependency === 'object-store';
  if (!isStoreAway) throw error;
  throw new CliError(
    'object-store-unavailable',
    'An object store does not answer.',
    'Check BACKUP_STORE_URL, BACKUP_KEYS_URL, OBJECT_STORE_URL and the credentials (AWS_ACCESS_KEY_ID, …).',
    error,
  );
}
