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
import { type SyntheticPopulation, seededRandom, syntheticPopulation } from '@hadir/vision/testing';
import { costOf } from './process-cpu.ts';
import { realSiftTemplates } from './real-templates.ts';

export type RosterPlan = {
  readonly students: number;
  /** Even numbers show somebody of the roster, odd ones a stranger. */
  readonly probes: number;
  /** So many of them are searched exactly too, which takes many seconds each at the largest roster. */
  readonly exactProbes: number;
};

/** Costs are CPU time for one probe. */
export type RosterFigures = RosterPlan & {
  readonly buildCpuMs: number;
  readonly searchCpuMs: number;
  /** Compared with every descriptor, one by one, in one index. */
  readonly exactCpuMs: number;
  /** As the loop over students does it: an index for each template, built for the one probe. */
  readonly naiveCpuMs: number;
  readonly naiveToSearch: number;
  /** Share of the decisions (who, or unknown) of exact search that are the same with FLANN's index. */
  readonly agreesWithExact: number;
  /** By exact search: of those on the roster, the share that was named rightly, and of the strangers, that was named at all. */
  readonly exactFound: number;
  readonly exactStrangersNamed: number;
};

export type SearchBench = {
  readonly rosters: readonly RosterFigures[];
  /** Cost of a search over the largest roster ÷ over the smallest. */
  readonly largestToSmallest: number;
  /** Over all rosters. */
  readonly agreesWithExact: number;
};

type Progress = (line: string) => void;

/** The naive loop takes seconds at the larger rosters, so it is timed over a part of them and scaled. */
const NAIVE_STUDENTS = 100;
const NAIVE_PROBES = 2;
const REAL_SCENES = 6;

/** Searching rosters of invented people whose features come from real faces; half of the probes are strangers. */
export async function benchSearch(plans: readonly RosterPlan[], progress: Progress): Promise<SearchBench> {
  const engine = await createSiftEngine();
  const random = seededRandom(1);
  const population = syntheticPopulation(await realSiftTemplates({ engine, scenes: REAL_SCENES }), random);
  const rosters: RosterFigures[] = [];
  for (const plan of plans) {
    progress(`search: ${plan.students} students, ${plan.probes} probes, ${plan.exactProbes} of them exactly`);
    rosters.push(await measureRoster(engine, population, plan, random));
  }
  await engine.close();
  const [smallest, largest] = [rosters.at(0)?.searchCpuMs ?? 0, rosters.at(-1)?.searchCpuMs ?? 0];
  const compared = sum(rosters, ({ exactProbes }) => exactProbes);
  const agreeing = sum(rosters, ({ exactProbes, agreesWithExact }) => exactProbes * agreesWithExact);
  return { rosters, largestToSmallest: largest / smallest, agreesWithExact: agreeing / compared };
}

/** Whom a probe shows; `null` is a stranger. */
type Probe = { readonly face: Template; readonly personId: string | null };

async function measureRoster(
  engine: FaceEngine,
  population: SyntheticPopulation,
  plan: RosterPlan,
  random: () => number,
): Promise<RosterFigures> {
  const { students } = plan;
  const people = Array.from({ length: students }, (_, number) => ({
    personId: `p${number}`,
    templates: [population.person()],
  }));
  const probes = Array.from({ length: plan.probes }, (_, number): Probe => {
    const shown = number % 2 === 0 ? people[Math.floor(random() * students)] : undefined;
    const [template] = shown?.templates ?? [];
    const face = template ? population.seenAgain(template) : population.person();
    return { face, personId: shown?.personId ?? null };
  });
  const compared = probes.slice(0, plan.exactProbes);
  const built = await costOf(() => engine.buildGallery(people));
  const found = await searchAll(engine, built.result, probes);
  const exact = await engine.buildGallery(people, { index: 'linear' });
  const wanted = await searchAll(engine, exact, compared);
  const naiveCpuMs = await naiveSearch(engine, people, probes.slice(0, NAIVE_PROBES));
  return {
    ...plan,
    buildCpuMs: built.cpuMs,
    searchCpuMs: found.cpuMs,
    exactCpuMs: wanted.cpuMs,
    naiveCpuMs,
    naiveToSearch: naiveCpuMs / found.cpuMs,
    agreesWithExact: share(wanted.decisions, (decision, at) => decision === found.decisions[at]),
    ...accuracy(compared, wanted.decisions),
  };
}

function accuracy(probes: readonly Probe[], decisions: readonly (string | null)[]) {
  const judged = probes.map(({ personId }, at) => ({ personId, decision: decisions[at] }));
  const known = judged.filter(({ personId }) => personId !== null);
  const strangers = judged.filter(({ personId }) => personId === null);
  return {
    exactFound: share(known, ({ personId, decision }) => decision === personId),
    exactStrangersNamed: share(strangers, ({ decision }) => decision !== null),
  };
}

/** Closes the gallery. */
async function searchAll(engine: FaceEngine, gallery: Gallery, probes: readonly Probe[]) {
  const rule = { threshold: defaultThreshold(engine), margin: defaultMargin(engine) };
  const { result: decisions, cpuMs } = await costOf(async () => {
    const made: (string | null)[] = [];
    for (const { face } of probes) {
      const [identification] = identify([await gallery.search([face])], rule);
      made.push(identification?.personId ?? null);
    }
    return made;
  });
  gallery.close();
  return { decisions, cpuMs: cpuMs / probes.length };
}

async function naiveSearch(
  engine: FaceEngine,
  people: readonly GalleryPerson[],
  probes: readonly Probe[],
): Promise<number> {
  const some = people.slice(0, NAIVE_STUDENTS);
  const { cpuMs } = await costOf(async () => {
    for (const { face } of probes) {
      for (const person of some) {
        const one = await engine.buildGallery([person], { index: 'trees' });
        await one.search([face]);
        one.close();
      }
    }
  });
  return (cpuMs / probes.length) * (people.length / some.length);
}

function share<T>(items: readonly T[], holds: (item: T, at: number) => boolean): number {
  return items.filter(holds).length / items.length;
}

function sum<T>(items: readonly T[], number: (item: T) => number): number {
  return items.reduce((total, item) => total + number(item), 0);
}
