import { createSceneComposer, loadPortrait } from '@hadir/camera';
import { groupPhotoCast } from '@hadir/demo';
import { identify } from '@hadir/domain';
import {
  createSiftEngine,
  defaultMargin,
  defaultThreshold,
  type FaceEngine,
  type Gallery,
  type GalleryPerson,
  type Template,
} from '@hadir/vision';
import { type SyntheticPopulation, syntheticPopulation } from '@hadir/vision/testing';

export type RosterFigures = {
  readonly students: number;
  readonly descriptors: number;
  readonly buildMs: number;
  readonly searchMs: number;
  /** Search with FLANN's index compared with every descriptor, one by one, in one index. */
  readonly exactMs: number;
  /** Search as the loop over students does it: an index for each template, built for the one probe. */
  readonly naiveMs: number;
  readonly naiveToSearch: number;
  /** Share of decisions (who, or unknown) that are those of exact search. */
  readonly agreesWithExact: number;
};

export type SearchBench = {
  readonly probes: number;
  readonly rosters: readonly RosterFigures[];
  /** Cost of a search over the largest roster ÷ over the smallest. */
  readonly largestToSmallest: number;
};

export type SearchBenchOptions = { readonly rosters: readonly number[]; readonly probes: number };

/** The naive loop takes seconds at the larger rosters, so it is timed over a part of them and scaled. */
const NAIVE_STUDENTS = 100;
const REAL_SCENES = 6;

/** Searching rosters of invented people whose features come from real faces; half of the probes are strangers. */
export async function benchSearch({ rosters, probes }: SearchBenchOptions): Promise<SearchBench> {
  const engine = await createSiftEngine();
  const random = numbers(1);
  const population = syntheticPopulation(await realTemplates(engine), random);
  const figures: RosterFigures[] = [];
  for (const students of rosters) {
    figures.push(await measureRoster(engine, population, { students, probes, random }));
  }
  await engine.close();
  const [smallest, largest] = [figures.at(0)?.searchMs ?? 0, figures.at(-1)?.searchMs ?? 0];
  return { probes, rosters: figures, largestToSmallest: largest / smallest };
}

type Measure = { readonly students: number; readonly probes: number; readonly random: () => number };

async function measureRoster(
  engine: FaceEngine,
  population: SyntheticPopulation,
  { students, probes, random }: Measure,
): Promise<RosterFigures> {
  const people = Array.from(
    { length: students },
    (_, number): GalleryPerson => ({ personId: `p${number}`, templates: [population.person()] }),
  );
  const faces = Array.from({ length: probes }, (_, number) => {
    const known = people[Math.floor(random() * students)]?.templates[0];
    return number % 2 === 0 && known ? population.seenAgain(known) : population.person();
  });
  const builtAt = performance.now();
  const gallery = await engine.buildGallery(people);
  const buildMs = performance.now() - builtAt;
  const exact = await engine.buildGallery(people, { index: 'linear' });
  const found = await searchAll(engine, gallery, faces);
  const wanted = await searchAll(engine, exact, faces);
  const agreeing = found.decisions.filter((decision, at) => decision === wanted.decisions[at]).length;
  const { descriptors } = gallery;
  gallery.close();
  exact.close();
  const naiveMs = await naiveSearch(engine, people, faces.slice(0, 2));
  return {
    students,
    descriptors,
    buildMs,
    searchMs: found.ms,
    exactMs: wanted.ms,
    naiveMs,
    naiveToSearch: naiveMs / found.ms,
    agreesWithExact: agreeing / probes,
  };
}

async function searchAll(engine: FaceEngine, gallery: Gallery, faces: readonly Template[]) {
  const rule = { threshold: defaultThreshold(engine), margin: defaultMargin(engine) };
  await gallery.search(faces[0] ?? fail());
  const decisions: (string | null)[] = [];
  const startedAt = performance.now();
  for (const face of faces) {
    const [identification] = identify([await gallery.search(face)], rule);
    decisions.push(identification?.personId ?? null);
  }
  return { decisions, ms: (performance.now() - startedAt) / faces.length };
}

async function naiveSearch(
  engine: FaceEngine,
  people: readonly GalleryPerson[],
  faces: readonly Template[],
): Promise<number> {
  const some = people.slice(0, NAIVE_STUDENTS);
  const startedAt = performance.now();
  for (const face of faces) {
    for (const person of some) {
      const one = await engine.buildGallery([person], { index: 'trees' });
      await one.search(face);
      one.close();
    }
  }
  return ((performance.now() - startedAt) / faces.length) * (people.length / some.length);
}

/** Templates of the faces in the demo's photos, several views of each. */
async function realTemplates(engine: FaceEngine): Promise<Template[]> {
  const { known, strangers } = await groupPhotoCast();
  const photos = [...known.flatMap(({ probes }) => probes), ...strangers];
  const composer = createSceneComposer('bench');
  const templates: Template[] = [];
  for (const photo of photos) {
    const portrait = await loadPortrait(photo);
    for (let view = 0; view < REAL_SCENES; view++) {
      const { jpeg } = await composer.compose([portrait], { seed: `view ${view}`, facePx: 170 });
      const [face] = (await engine.extract(jpeg, { maxFaces: 1 })).faces;
      if (face) templates.push(face.template);
    }
  }
  return templates;
}

/** Park and Miller's generator: the same people at every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function fail(): never {
  throw new Error('no probe given');
}
