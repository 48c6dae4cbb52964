import type { AuditDetails, Database, Repositories } from '@hadir/db';
import type { Actor } from '@hadir/platform';

type Deed<Result> = {
  readonly actor: Actor;
  /** `subject.verb`, such as `student.create`; what stands before the dot is the subject's type. */
  readonly action: string;
  /** The subject's id, or where to find it in the result. */
  readonly subject: string | ((result: Result) => string);
  /** Ids and figures, never names; or how to tell them from the result. */
  readonly details?: AuditDetails | ((result: Result) => AuditDetails) | undefined;
};

/**
 * Makes a change and its audit entry, together or not at all. A change that answers undefined or false found nothing to
 * change, and leaves no entry.
 */
export function audited<Result>(
  database: Pick<Database, 'transaction'>,
  { actor, action, subject, details }: Deed<Result>,
  change: (repositories: Repositories) => Promise<Result | undefined | false>,
): Promise<Result | undefined> {
  return database.transaction(async (repositories) => {
    const result = await change(repositories);
    if (result === undefined || result === false) return undefined;
    await repositories.audit.append({
      actor: actorName(actor),
      action,
      subjectType: action.slice(0, action.indexOf('.')),
      subjectId: typeof subject === 'string' ? subject : subject(result),
      details: typeof details === 'function' ? details(result) : details,
    });
    return result;
  });
}

/** How an actor is named in audit entries, changes and consents: `user:<id>`. A pseudonym, never a name or an address. */
export function actorName({ kind, id }: Actor): string {
  return `${kind}:${id}`;
}
