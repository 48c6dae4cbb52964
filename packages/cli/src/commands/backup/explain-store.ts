import { CliError } from '../../cli-error.ts';

/** Throws `error`, in words that name both stores when one does not answer: it does not say which. */
export function explainStore(error: unknown): never {
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
