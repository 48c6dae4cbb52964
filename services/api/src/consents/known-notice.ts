import type { Database } from '@hadir/db';
import { AppError } from '@hadir/platform';

type Deps = { readonly database: Pick<Database, 'consentNotices'> };

/** Throws `AppError('unprocessable')` for a version that was never published, once any was. */
export async function assertKnownNotice({ database }: Deps, version: string): Promise<void> {
  const { consentNotices } = database;
  if (await consentNotices.find(version)) return;
  const current = await consentNotices.current();
  if (!current) return;
  const message = `noticeVersion: no notice ${version} was published; the current one is ${current.version}`;
  throw new AppError('unprocessable', message, { field: 'noticeVersion', reason: 'unknown-notice' });
}

/** Nobody agrees by themselves to less than they are asked now. Throws as `assertKnownNotice`, and for an older version. */
export async function assertCurrentNotice({ database }: Deps, version: string): Promise<void> {
  await assertKnownNotice({ database }, version);
  const current = await database.consentNotices.current();
  if (!current || current.version === version) return;
  const message = `noticeVersion: ${version} was replaced; the current notice is ${current.version}`;
  throw new AppError('unprocessable', message, { field: 'noticeVersion', reason: 'outdated-notice' });
}
