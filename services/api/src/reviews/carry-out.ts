import { createHash } from 'node:crypto';
import type { ReviewHead, ReviewItem } from '@hadir/db';
import { AppError } from '@hadir/platform';
import { correctSighting } from '../corrections/correct-sighting.ts';
import type { NewCorrectionBody } from '../corrections/correction-schemas.ts';
import { startEnrolment } from '../enrolments/start-enrolment.ts';
import type { Request, ReviewDeps, Wanted } from './act-on-review.ts';
import { takeBack } from './undo-review.ts';

/** What an action has made, and what its undoing removes. */
export type Done = {
  readonly studentId: string | null;
  readonly correctionIds: readonly string[];
  readonly enrolmentId: string | null;
};

const NOTHING: Done = { studentId: null, correctionIds: [], enrolmentId: null };

export async function carryOut(
  deps: ReviewDeps,
  item: ReviewHead,
  wanted: Wanted,
  request: Request,
): Promise<Done> {
  if (wanted.action === 'ignore') return NOTHING;
  if (wanted.action === 'not-this-person') return deny(deps, item, wanted, request);
  const studentId = required(wanted.studentId);
  const named = wanted.mark === false ? [] : await name(deps, item, { ...wanted, studentId }, request);
  const done: Done = { studentId, correctionIds: named, enrolmentId: null };
  if (wanted.action === 'assign') return done;
  try {
    return { ...done, enrolmentId: await enrol(deps, item, { ...wanted, studentId }, request) };
  } catch (error) {
    await takeBack(deps, done, request);
    throw error;
  }
}

type Named = Wanted & { readonly studentId: string };

/** One correction for each presentation: staff's word on one face holds for the whole of it. */
async function name(
  deps: ReviewDeps,
  item: ReviewItem,
  { studentId, reason, addTemplate = false }: Named,
  request: Request,
): Promise<string[]> {
  const made: string[] = [];
  try {
    for (const sightingId of await sightingsOf(deps, item)) {
      if (await wasNamed(deps, sightingId, studentId)) continue;
      const body = { kind: 'this-person', studentId, reason } as const;
      const teaches = addTemplate && made.length === 0;
      made.push(await correct(deps, sightingId, { ...body, addTemplate: teaches }, request));
    }
    return made;
  } catch (error) {
    await takeBack(deps, { ...NOTHING, correctionIds: made }, request);
    throw error;
  }
}

async function deny(
  deps: ReviewDeps,
  item: ReviewHead,
  { studentId, reason }: Wanted,
  request: Request,
): Promise<Done> {
  const [first] = await sightingsOf(deps, item);
  const sighting = first === undefined ? null : await deps.database.sightings.find(first);
  const whom = studentId ?? item.outsiderId ?? sighting?.studentId ?? sighting?.candidateId;
  if (!whom) {
    throw new AppError('unprocessable', 'studentId: the face is like nobody; ignore it instead', {
      field: 'studentId',
    });
  }
  // Nothing rests on what the campus's gallery says, so there is nothing to correct.
  if (whom === item.outsiderId || first === undefined) return { ...NOTHING, studentId: whom };
  const body = { kind: 'not-this-person', studentId: whom, reason, addTemplate: false } as const;
  return { ...NOTHING, studentId: whom, correctionIds: [await correct(deps, first, body, request)] };
}

async function correct(
  deps: ReviewDeps,
  sightingId: string,
  body: NewCorrectionBody,
  request: Request,
): Promise<string> {
  return (await correctSighting(deps, sightingId, body, request)).id;
}

/** The face as an enrolment photo of the student: it goes through the gate as any other, and needs consent. */
async function enrol(
  deps: ReviewDeps,
  item: ReviewItem,
  { studentId, allowLookAlike = false }: Named,
  { actor, log }: Request,
): Promise<string> {
  const [sightingId = ''] = await sightingsOf(deps, item);
  const key = await deps.database.sightings.evidenceKey(sightingId);
  if (key === null) {
    const fix = 'enrol from photos, or let the site keep unknown faces';
    throw new AppError('conflict', `no crop of this face is kept; ${fix}`, { reason: 'no-crop' });
  }
  const photos = async () => {
    const bytes = await deps.objects.get(key);
    const type = { extension: 'jpg', contentType: 'image/jpeg' } as const;
    return [{ bytes, sha256: createHash('sha256').update(bytes).digest('hex'), type }];
  };
  const { id } = await startEnrolment(deps, { studentId, photos, allowLookAlike, actor, log });
  return id;
}

/** A sighting of each presentation; that of the item first. */
async function sightingsOf({ database }: ReviewDeps, item: ReviewItem): Promise<string[]> {
  const members = await database.reviews.members(item);
  const ids = [item, ...members].flatMap(({ sightingId }) => sightingId ?? []);
  return [...new Set(ids)];
}

/** Broken off before, or said of the sighting by itself. */
async function wasNamed({ database }: ReviewDeps, sightingId: string, studentId: string): Promise<boolean> {
  const earlier = await database.corrections.ofSighting(sightingId);
  return earlier.some((one) => one.kind === 'this-person' && one.studentId === studentId);
}

function required(studentId: string | undefined): string {
  if (studentId !== undefined) return studentId;
  throw new AppError('bad-request', 'studentId: name the student whom the face is', { field: 'studentId' });
}
