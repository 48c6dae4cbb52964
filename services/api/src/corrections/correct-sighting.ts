import { randomUUID } from 'node:crypto';
import { correctionCropKey, isCorrectionCropKey, UNKNOWN_PREFIX } from '@hadir/contracts';
import type { ClassSession, Correction, CorrectionChange, Database, Sighting } from '@hadir/db';
import { checkIn } from '@hadir/domain';
import { type Actor, AppError, type Log } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { checkCorrection } from './check-correction.ts';
import type { NewCorrectionBody } from './correction-schemas.ts';

export type CorrectDeps = {
  readonly database: Pick<
    Database,
    'sightings' | 'sessions' | 'corrections' | 'consents' | 'siteSettings' | 'transaction'
  >;
  readonly objects: Pick<ApiDeps['objects'], 'get' | 'put' | 'delete'>;
  readonly learnQueue: ApiDeps['learnQueue'];
};

type Request = { readonly actor: Actor; readonly log: Log };

/**
 * Stores what staff say of a sighting, corrects the attendance record, and lets a matcher learn from the face if one was kept. The
 * face moves under the student's prefix: with the mark's crop goes what the mark no longer shows, and one who is named is no
 * longer among the unknowns.
 */
export async function correctSighting(
  deps: CorrectDeps,
  sightingId: string,
  body: NewCorrectionBody,
  { actor, log }: Request,
): Promise<Correction> {
  const { database, objects } = deps;
  const sighting = found((await database.sightings.find(sightingId)) ?? undefined, 'sighting');
  const session = found(await database.sessions.find(sighting.sessionId), 'session');
  const studentId = await checkCorrection(deps, sighting, body);
  const crop = await keepCrop(deps, sighting, body, studentId);
  const plan = await planLearning(deps, body, studentId, crop);
  try {
    const { correction } = await write(deps, { sighting, session, studentId, crop, plan, body, actor });
    if (crop?.isMoved) await deleteCrop(objects, crop.from, log);
    // Without a crop a wrong match is still to be forgotten by whoever counted it.
    if (plan.learn || body.kind === 'not-this-person') await queueLearning(deps, correction, log);
    return correction;
  } catch (error) {
    if (crop && (await isUnnamed(deps, crop))) await deleteCrop(objects, crop.key, log);
    throw error;
  }
}

/** False also when nobody knows: the answer to a commit may be what was lost, and what stays goes with the student. */
async function isUnnamed({ database }: CorrectDeps, { correctionId }: Crop): Promise<boolean> {
  return database.corrections.find(correctionId).then(
    (correction) => correction === undefined,
    () => false,
  );
}

type Crop = {
  readonly correctionId: string;
  readonly key: string;
  readonly from: string;
  /** Whether what it was taken from is to go. */
  readonly isMoved: boolean;
};

/**
 * Undefined when no crop of the face was kept. Bytes go as they are: nothing looks at them here. Copied, not moved, is the
 * crop of somebody who stays unknown, and the one that another correction keeps: it is still to be learned from.
 */
async function keepCrop(
  { database, objects }: CorrectDeps,
  { id }: Sighting,
  { kind }: NewCorrectionBody,
  studentId: string,
): Promise<Crop | undefined> {
  const from = await database.corrections.cropOf(id, studentId);
  const bytes = from === null ? undefined : await objects.get(from).catch(nothingThere);
  if (from === null || !bytes) return undefined;
  const correctionId = randomUUID();
  const key = correctionCropKey(studentId, correctionId);
  await objects.put(key, bytes, { contentType: 'image/jpeg' });
  const isMoved = !isCorrectionCropKey(from) && (kind === 'this-person' || !from.startsWith(UNKNOWN_PREFIX));
  return { correctionId, key, from, isMoved };
}

function nothingThere(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not-found') return undefined;
  throw error;
}

type Plan = { readonly learn: boolean; readonly note: string | null };

/** A wrong match always teaches; who was named only where staff ask for it. */
async function planLearning(
  { database }: CorrectDeps,
  { kind, addTemplate }: NewCorrectionBody,
  studentId: string,
  crop: Crop | undefined,
): Promise<Plan> {
  if (kind === 'this-person' && !addTemplate) return { learn: false, note: null };
  if (!crop) return { learn: false, note: 'no-crop' };
  const consent = await database.consents.current(studentId);
  return consent ? { learn: true, note: null } : { learn: false, note: 'no-consent' };
}

type Writing = {
  readonly sighting: Sighting;
  readonly session: ClassSession;
  readonly studentId: string;
  readonly crop: Crop | undefined;
  readonly plan: Plan;
  readonly body: NewCorrectionBody;
  readonly actor: Actor;
};

function write({ database }: CorrectDeps, writing: Writing): Promise<CorrectionChange> {
  const { sighting, session, studentId, crop, plan, body, actor } = writing;
  const { kind, reason, addTemplate } = body;
  const madeBy = actorName(actor);
  return database.transaction(async ({ corrections, audit }) => {
    const change = await corrections.add({
      id: crop?.correctionId,
      sightingId: sighting.id,
      studentId,
      kind,
      reason,
      madeBy,
      cropKey: crop?.key ?? null,
      cropFrom: crop?.isMoved ? crop.from : null,
      learn: plan.learn,
      learningNote: plan.note,
      decideStatus: (firstSeenAt) => checkIn(session, firstSeenAt),
    });
    const { id, markChange } = change.correction;
    await audit.append({
      actor: madeBy,
      action: 'correction.create',
      subjectType: 'correction',
      subjectId: id,
      details: {
        sightingId: sighting.id,
        sessionId: session.id,
        studentId,
        kind,
        addTemplate,
        ...(markChange && {
          statusBefore: markChange.before?.status ?? null,
          statusAfter: markChange.after?.status ?? null,
        }),
      },
    });
    return change;
  });
}

/** One that is pending is queued again by matchers, so this is no failure. */
async function queueLearning({ learnQueue }: CorrectDeps, { id }: Correction, log: Log): Promise<void> {
  await learnQueue.add({ correctionId: id }, id).catch((error: unknown) => {
    log.warn('correction not queued', { correctionId: id, error });
  });
}

export async function deleteCrop(
  objects: Pick<ApiDeps['objects'], 'delete'>,
  key: string,
  log: Log,
): Promise<void> {
  await objects.delete(key).catch((error: unknown) => log.warn('crop not deleted', { key, error }));
}
