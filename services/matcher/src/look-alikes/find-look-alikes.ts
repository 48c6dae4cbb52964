import { setImmediate } from 'node:timers/promises';
import { CAMPUS, type Database, type FoundPair } from '@hadir/db';
import type { FaceEngine, Gallery, Search, Template } from '@hadir/vision';
import type { GalleryCache } from '../gallery-cache.ts';
import { type OpenTemplatesDeps, openTemplates } from '../open-templates.ts';

export type FindLookAlikesDeps = OpenTemplatesDeps & {
  readonly templates: Pick<Database['templates'], 'forStudents' | 'refs'>;
  readonly lookAlikes: Pick<Database['lookAlikes'], 'note' | 'forget'>;
  readonly galleries: Pick<GalleryCache<Gallery>, 'withGallery'>;
};

/**
 * Cosine of the mean templates from which two students are look-alikes. Of 57,630 pairs of different people of LFW none reaches 0.412; of
 * 40 people who were enrolled twice, from one photo and from two others, none is below 0.457.
 */
export const LOOK_ALIKE_FROM = 0.42;
/** Students whose templates are read in one statement. */
const BATCH = 100;
/** SIFT's scores say nothing across a campus. */
const PART = 'deep';

/** Compares one student with everybody who is enrolled: the pairs found take the place of those known of the student. */
export async function findLookAlikes(deps: FindLookAlikesDeps, studentId: string): Promise<FoundPair[]> {
  const part = partOf(deps);
  if (!part) return [];
  const startedAt = new Date();
  const pairs = await pairsOf(deps, part, [studentId]);
  await deps.lookAlikes.note(pairs, startedAt);
  await deps.lookAlikes.forget(startedAt, studentId);
  return pairs;
}

/** As findLookAlikes after an enrolment, which stands whatever comes of it: the nightly run looks again. */
export async function tryFindLookAlikes(deps: FindLookAlikesDeps, studentId: string): Promise<void> {
  try {
    await findLookAlikes(deps, studentId);
  } catch (error) {
    deps.log.warn('look-alikes not looked for', { studentId, error });
  }
}

/**
 * Compares everybody who is enrolled with everybody else, by one search a person in the campus's index, and forgets the pairs that are
 * none any more. Stops between two batches when told to, and then forgets nothing.
 */
export async function findAllLookAlikes(
  deps: FindLookAlikesDeps,
  stopped?: AbortSignal,
): Promise<{ readonly people: number; readonly pairs: number }> {
  const part = partOf(deps);
  if (!part) return { people: 0, pairs: 0 };
  const startedAt = new Date();
  const refs = await deps.templates.refs(CAMPUS, part);
  const ids = [...new Set(refs.map(({ studentId }) => studentId))];
  let pairs = 0;
  for (let from = 0; from < ids.length; from += BATCH) {
    stopped?.throwIfAborted();
    const found = await pairsOf(deps, part, ids.slice(from, from + BATCH));
    await deps.lookAlikes.note(found, startedAt);
    pairs += found.length;
  }
  await deps.lookAlikes.forget(startedAt);
  return { people: ids.length, pairs };
}

type Part = FaceEngine['parts'][number];

function partOf({ engine }: FindLookAlikesDeps): Part | undefined {
  return engine.parts.find((part) => part.engine === PART);
}

/** The pairs that these students are one of; a search answers a person's closest five, and both of a pair search. */
async function pairsOf(
  deps: FindLookAlikesDeps,
  part: Part,
  studentIds: readonly string[],
): Promise<FoundPair[]> {
  const people = await templatesOf(deps, part, studentIds);
  const pairs = new Map<string, FoundPair>();
  await deps.galleries.withGallery(CAMPUS, async (gallery) => {
    for (const [studentId, templates] of people) {
      for (const pair of closeTo(studentId, await gallery.search(templates))) {
        pairs.set(pair.studentIds.join(' '), pair);
      }
      await setImmediate();
    }
  });
  return [...pairs.values()];
}

function closeTo(studentId: string, { candidates }: Search): FoundPair[] {
  return candidates.flatMap(({ personId, score, parts }) => {
    const cosine = parts.deep ?? score;
    if (personId === studentId || cosine < LOOK_ALIKE_FROM) return [];
    const [a, b] = studentId < personId ? [studentId, personId] : [personId, studentId];
    return [{ studentIds: [a, b], engine: PART, score: cosine }];
  });
}

async function templatesOf(
  deps: FindLookAlikesDeps,
  part: Part,
  studentIds: readonly string[],
): Promise<Map<string, Template[]>> {
  const rows = await deps.templates.forStudents(studentIds, part);
  const opened = await openTemplates(deps, rows);
  const people = new Map<string, Template[]>();
  for (const { id, studentId } of rows) {
    const template = opened.get(id);
    if (template) people.set(studentId, [...(people.get(studentId) ?? []), template]);
  }
  return people;
}
