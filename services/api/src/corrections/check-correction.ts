import { siteSettingsOf } from '@hadir/contracts';
import type { Correction, Database, Sighting } from '@hadir/db';
import { AppError } from '@hadir/platform';
import type { NewCorrectionBody } from './correction-schemas.ts';

export type CheckDeps = {
  readonly database: Pick<Database, 'corrections' | 'consents' | 'siteSettings'>;
};

/** Whom the correction speaks of. Throws the AppError that says what is wrong with it and what to do instead. */
export async function checkCorrection(
  deps: CheckDeps,
  sighting: Sighting,
  body: NewCorrectionBody,
): Promise<string> {
  const studentId = body.kind === 'not-this-person' ? whoItIsNot(sighting, body) : whoItIs(body);
  const earlier = await deps.database.corrections.ofSighting(sighting.id);
  const same = earlier.find((correction) => correction.studentId === studentId);
  if (same) {
    const undo = `DELETE /v1/corrections/${same.id}`;
    throw conflict('already-corrected', `this was said before; take it back first: ${undo}`);
  }
  if (body.kind === 'this-person') requireNobodyElse(sighting, studentId, earlier);
  if (body.addTemplate) await requireAdaptable(deps, studentId);
  return studentId;
}

function whoItIsNot({ studentId, candidateId }: Sighting, body: NewCorrectionBody): string {
  if (body.addTemplate) {
    throw new AppError('bad-request', 'addTemplate: goes with this-person only', { field: 'addTemplate' });
  }
  const wanted = body.studentId ?? studentId;
  if (wanted === null) {
    const message = 'studentId: the face was taken for nobody; name whom it is not';
    throw new AppError('unprocessable', message, { field: 'studentId' });
  }
  if (wanted === studentId || wanted === candidateId) return wanted;
  const message = 'studentId: the face was neither taken for this student nor most like them';
  throw new AppError('unprocessable', message, { field: 'studentId' });
}

function whoItIs({ studentId }: NewCorrectionBody): string {
  if (studentId !== undefined) return studentId;
  throw new AppError('bad-request', 'studentId: name the student whom the face is', { field: 'studentId' });
}

/** One face is one person: who else it was taken for, by an engine or by staff, is to be denied first. */
function requireNobodyElse(
  { studentId: match }: Sighting,
  studentId: string,
  earlier: readonly Correction[],
): void {
  const named = earlier.find(({ kind }) => kind === 'this-person');
  if (named) {
    const undo = `DELETE /v1/corrections/${named.id}`;
    throw conflict('already-named', `the face was named as another student; take that back first: ${undo}`);
  }
  const isDenied = earlier.some((correction) => correction.studentId === match);
  if (match === null || match === studentId || isDenied) return;
  throw conflict('matched-to-another', 'the face was taken for another student; say not-this-person first');
}

async function requireAdaptable({ database }: CheckDeps, studentId: string): Promise<void> {
  const { adaptGallery } = siteSettingsOf(await database.siteSettings.read());
  if (!adaptGallery) {
    const fix = 'PUT /v1/settings with adaptGallery, or `hadir settings set adaptGallery=true`';
    throw conflict(
      'adaptation-off',
      `addTemplate: this site adds no corrected faces; switch it on first: ${fix}`,
    );
  }
  if (await database.consents.current(studentId)) return;
  const fix = `PUT /v1/students/${studentId}/consent`;
  throw conflict('no-consent', `addTemplate: the student has given no consent; record it first: ${fix}`);
}

function conflict(reason: string, message: string): AppError {
  return new AppError('conflict', message, { reason });
}
