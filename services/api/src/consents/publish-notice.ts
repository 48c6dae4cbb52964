import type { ConsentNotice, Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import { created } from '../shared/found.ts';
import type { NewNotice } from './notice-schemas.ts';

type Deps = { readonly database: Pick<Database, 'consentNotices' | 'transaction'> };

/** From now on it is what students are asked to agree to. Who agreed to another stays recognised, and is listed as outdated. */
export async function publishNotice(
  { database }: Deps,
  { version, texts }: NewNotice,
  actor: Actor,
): Promise<ConsentNotice> {
  if (await database.consentNotices.find(version)) {
    const message = 'version: this one is published already; a notice never changes, so choose another';
    throw new AppError('conflict', message, { field: 'version', reason: 'taken' });
  }
  const deed = { actor, action: 'consent-notice.publish', subject: version };
  const publishedBy = actorName(actor);
  return created(
    await audited(database, deed, ({ consentNotices }) =>
      consentNotices.publish({ version, textEn: texts.en, textId: texts.id, publishedBy }),
    ),
  );
}
