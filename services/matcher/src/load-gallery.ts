import { CAMPUS, type Database, type SealedTemplate, type TemplateRef } from '@hadir/db';
import type { FaceEngine, Gallery, GalleryPerson, Template } from '@hadir/vision';
import { type AddCorrectionsDeps, addCorrections } from './corrections/add-corrections.ts';
import { leaveOutLikenesses } from './leave-out-likenesses.ts';
import { openTemplates } from './open-templates.ts';
import type { SiftCache } from './sift-cache.ts';

export type LoadGalleryDeps = AddCorrectionsDeps & {
  readonly templates: Pick<Database['templates'], 'refs' | 'inBatches' | 'cohort' | 'countLacking'>;
  readonly engine: Pick<FaceEngine, 'parts' | 'parseTemplate' | 'buildGallery' | 'compare'>;
  /** Where SIFT templates of large galleries come from. */
  readonly siftCache: SiftCache;
};

export type LoadedGallery = Gallery & {
  /** Whether it compares with people from elsewhere too. */
  readonly borrows: boolean;
  /** People who have templates, but none of one of the engine's parts in its version: nobody knows them by it. */
  readonly lacking: number;
  /** What it was made of, by the id of the template: what the next one need not read again. */
  readonly held: ReadonlyMap<string, HeldTemplate>;
};

/** Null for one that cannot be used, which was found out at `triedAtMs`. */
type HeldTemplate = {
  readonly personId: string;
  readonly template: Template | null;
  readonly triedAtMs: number;
};

/** One that cannot be opened is tried again so much later: it may have been sealed anew with a key that is known. */
const RETRY_MS = 10 * 60_000;

/** Above so many people their SIFT templates, 25 KB each, are read when they are on a short list. */
const MOST_IN_MEMORY = 100;
/** SIFT alone compares with everybody's features: more than this would take gigabytes. */
const MOST_SIFT_ALONE = 40_000;
/** From so many people on scores mean the same whoever they are; a smaller roster borrows others to be compared with. */
const ENOUGH_PEOPLE = 20;
const COHORT_PEOPLE = 40;
/** Rows of one statement: about 0.5 MB of deep templates, 1.6 MB of SIFT's. */
const BATCH = { deep: 500, sift: 64 } as const;

/**
 * The gallery of a course's roster, or of everybody who is enrolled (CAMPUS): people whose consent is in force. A template that cannot
 * be used is left out. Only templates that `previous` does not hold are read.
 */
export async function loadGallery(
  deps: LoadGalleryDeps,
  of: string,
  previous?: Pick<LoadedGallery, 'held'>,
): Promise<LoadedGallery> {
  const held = new Map<string, HeldTemplate>();
  const readsSift = await addParts(deps, of, held, previous?.held ?? new Map());
  deps.siftCache.forget(changedPeople(previous?.held, held));
  const { parts } = deps.engine;
  const inMemory = readsSift ? parts.filter(({ engine }) => engine !== 'sift') : parts;
  const people = await addCorrections(deps, of, peopleOf(held), inMemory);
  const lacking = await deps.templates.countLacking(of, parts);
  const borrows = people.length < ENOUGH_PEOPLE;
  const cohort = borrows ? leaveOutLikenesses(deps.engine, people, await loadCohort(deps, of)) : undefined;
  const gallery = await deps.engine.buildGallery(people, {
    ...(cohort ? { cohort } : {}),
    ...(readsSift ? { loadSift: deps.siftCache.get } : {}),
  });
  return { ...gallery, borrows, held, lacking };
}

/** Answers whether SIFT's templates are left for later. */
async function addParts(
  deps: LoadGalleryDeps,
  of: string,
  held: Map<string, HeldTemplate>,
  known: LoadedGallery['held'],
): Promise<boolean> {
  const partOf = (name: keyof typeof BATCH) => deps.engine.parts.find(({ engine }) => engine === name);
  const [deep, sift] = [partOf('deep'), partOf('sift')];
  if (deep) await addPart(deps, 'deep', await deps.templates.refs(of, deep), held, known);
  if (!sift) return false;
  const isLarge = held.size > 0 && countPeople(held) > MOST_IN_MEMORY;
  if (isLarge) return true;
  const refs = await deps.templates.refs(of, sift);
  if (refs.length > MOST_SIFT_ALONE)
    throw new RangeError(`SIFT alone searches at most ${MOST_SIFT_ALONE} templates`);
  await addPart(deps, 'sift', refs, held, known);
  return false;
}

async function addPart(
  deps: LoadGalleryDeps,
  part: keyof typeof BATCH,
  refs: readonly TemplateRef[],
  held: Map<string, HeldTemplate>,
  known: LoadedGallery['held'],
): Promise<void> {
  const unread: string[] = [];
  const triedAtMs = performance.now();
  for (const { id, studentId } of refs) {
    const before = known.get(id);
    // In the order of refs from the start; filled in below.
    held.set(id, before ?? { personId: studentId, template: null, triedAtMs });
    const isSettled = before && (before.template || triedAtMs - before.triedAtMs < RETRY_MS);
    if (!isSettled) unread.push(id);
  }
  for await (const rows of deps.templates.inBatches(unread, BATCH[part])) {
    const opened = await openTemplates(deps, rows);
    for (const row of rows)
      held.set(row.id, { personId: row.studentId, template: opened.get(row.id) ?? null, triedAtMs });
  }
}

function peopleOf(held: ReadonlyMap<string, Omit<HeldTemplate, 'triedAtMs'>>): GalleryPerson[] {
  const people = new Map<string, Template[]>();
  for (const { personId, template } of held.values()) {
    if (template) people.set(personId, [...(people.get(personId) ?? []), template]);
  }
  return [...people].map(([personId, templates]) => ({ personId, templates }));
}

function countPeople(held: LoadedGallery['held']): number {
  return new Set([...held.values()].map(({ personId }) => personId)).size;
}

/** Who has other templates than before. */
function changedPeople(before: LoadedGallery['held'] = new Map(), after: LoadedGallery['held']): Set<string> {
  const only = (one: LoadedGallery['held'], other: LoadedGallery['held']) =>
    [...one].flatMap(([id, { personId }]) => (other.has(id) ? [] : [personId]));
  return new Set(before.size === 0 ? [] : [...only(before, after), ...only(after, before)]);
}

async function loadCohort(deps: LoadGalleryDeps, of: string): Promise<GalleryPerson[]> {
  if (of === CAMPUS) return [];
  const rows: SealedTemplate[] = [];
  for (const { engine, modelVersion } of deps.engine.parts) {
    rows.push(
      ...(await deps.templates.cohort({ courseId: of, engine, modelVersion, people: COHORT_PEOPLE })),
    );
  }
  const opened = await openTemplates(deps, rows);
  return peopleOf(
    new Map(rows.map(({ id, studentId }) => [id, { personId: studentId, template: opened.get(id) ?? null }])),
  );
}
