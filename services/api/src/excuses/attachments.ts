import { randomUUID } from 'node:crypto';
import { excuseAttachmentKey } from '@hadir/contracts';
import type { Excuse } from '@hadir/db';
import { type Actor, AppError, Streamed } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import type { ReceivedAttachment } from './receive-attachment.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects'>;

/** Keeps a document with an excuse, in place of the one it had. It lies under the student's prefix, so that an erasure finds it. */
export async function keepAttachment(
  { database, objects }: Deps,
  { id, studentId, withdrawnAt }: Excuse,
  { bytes, extension, contentType }: ReceivedAttachment,
  actor: Actor,
): Promise<Excuse> {
  if (withdrawnAt !== null) throw withdrawn();
  const key = excuseAttachmentKey(studentId, id, randomUUID(), extension);
  await objects.put(key, bytes, { contentType });
  const details = { studentId, contentType, bytes: bytes.length };
  const deed = { actor, action: 'excuse.attach', subject: id, details };
  const kept = await audited(database, deed, ({ excuses }) =>
    excuses.setAttachment(id, { key, contentType, bytes: bytes.length }),
  );
  if (!kept) {
    await objects.delete(key);
    throw withdrawn();
  }
  // As it stood in the transaction: another document may have come since the excuse was read.
  const { formerKey, ...excuse } = kept;
  if (formerKey !== null && formerKey !== key) await objects.delete(formerKey);
  return excuse;
}

function withdrawn(): AppError {
  return new AppError('conflict', 'this excuse was withdrawn', { reason: 'already-withdrawn' });
}

/** The document as it was sent, for saving and not for showing. Who read it stands in the audit log before a byte leaves. */
export async function readAttachment(
  { database, objects }: Deps,
  { id, studentId, attachmentKey, attachmentType }: Excuse,
  actor: Actor,
): Promise<Streamed> {
  if (attachmentKey === null) throw new AppError('not-found', 'no document is kept with this excuse');
  const bytes = await objects.get(attachmentKey);
  const deed = { actor, action: 'excuse.view-attachment', subject: id, details: { studentId } };
  await audited(database, deed, async () => true);
  const name = `excuse-${id}${attachmentKey.slice(attachmentKey.lastIndexOf('.'))}`;
  return new Streamed({
    contentType: attachmentType ?? 'application/octet-stream',
    headers: {
      'Cache-Control': 'private, no-store',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Content-Length': String(bytes.length),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    },
    chunks: (async function* () {
      yield bytes;
    })(),
  });
}
