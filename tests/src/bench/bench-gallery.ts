import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createFaceEngine, type FaceEngine, type Gallery, type Template } from '@hadir/vision';
import { seededRandom, syntheticPopulation } from '@hadir/vision/testing';
import { costOf } from './process-cpu.ts';
import { inventStrangers, type Strangers } from './random-vectors.ts';
import { realSiftTemplates } from './real-templates.ts';

export type GallerySize = { readonly people: number; readonly probes: number };

export type GalleryFigures = GallerySize & {
  readonly buildCpuMs: number;
  /** What the gallery of `deep` keeps, beside the templates that it was made of. */
  readonly bytesPerPerson: number;
  /** Share of the probes of which the person they show comes first. */
  readonly recall: number;
  /** CPU time of one search of `deep`, all of it on the event loop. */
  readonly searchCpuMs: number;
  /** The same with SIFT checking the short list, whose templates are loaded for it; most of it on other threads. */
  readonly fusedCpuMs: number;
};

export type GalleryBench = {
  readonly sizes: readonly GalleryFigures[];
  /** Search of the largest ÷ of the smallest. */
  readonly growth: number;
  readonly fusedGrowth: number;
};

type Progress = (line: string) => void;

/** SIFT templates that stand for everybody's. */
const SIFT_POOL = 200;
const FUSED_PROBES = 60;

/** Searching galleries of invented people for probes that show one of them. */
export async function benchGallery(sizes: readonly GallerySize[], progress: Progress): Promise<GalleryBench> {
  const deep = await createFaceEngine({ engine: 'deep' });
  const fused = await createFaceEngine({ engine: 'fused' });
  const random = seededRandom(1);
  const pool = await siftPool(random);
  const figures: GalleryFigures[] = [];
  for (const size of sizes) {
    progress(`gallery: ${size.people} people`);
    const strangers = inventStrangers(deep, size.people, random);
    const ofDeep = await measureDeep(deep, strangers, size, random);
    const fusedCpuMs = await measureFused(fused, strangers, pool, random);
    figures.push({ ...size, ...ofDeep, fusedCpuMs });
  }
  await Promise.all([deep.close(), fused.close()]);
  const growthOf = (field: 'searchCpuMs' | 'fusedCpuMs'): number =>
    (figures.at(-1)?.[field] ?? 0) / (figures.at(0)?.[field] ?? 1);
  return { sizes: figures, growth: growthOf('searchCpuMs'), fusedGrowth: growthOf('fusedCpuMs') };
}

async function measureDeep(
  engine: FaceEngine,
  { people, seenAgain }: Strangers,
  { probes }: GallerySize,
  random: () => number,
) {
  const before = await heldBytes();
  const { result: gallery, cpuMs: buildCpuMs } = await costOf(() => engine.buildGallery(people));
  const bytesPerPerson = ((await heldBytes()) - before) / people.length;
  const shown = Array.from({ length: probes }, () => Math.floor(random() * people.length));
  const faces = shown.map(seenAgain);
  const { result, cpuMs } = await costOf(() =>
    searchAll(
      gallery,
      faces.map((face) => [face]),
    ),
  );
  gallery.close();
  const found = result.filter((personId, at) => personId === `p${shown[at]}`).length;
  return { buildCpuMs, bytesPerPerson, recall: found / probes, searchCpuMs: cpuMs / probes };
}

async function measureFused(
  engine: FaceEngine,
  { people, seenAgain }: Strangers,
  pool: readonly Template[],
  random: () => number,
): Promise<number> {
  const siftOf = (personId: string): Template[] =>
    pool.slice(Number(personId.slice(1)) % pool.length).slice(0, 1);
  const gallery = await engine.buildGallery(people, {
    loadSift: async (personIds) => new Map(personIds.map((personId) => [personId, siftOf(personId)])),
  });
  const faces = Array.from({ length: FUSED_PROBES }, () => {
    const shown = Math.floor(random() * people.length);
    return [seenAgain(shown), ...siftOf(`p${shown}`)];
  });
  const { cpuMs } = await costOf(() => searchAll(gallery, faces));
  gallery.close();
  return cpuMs / FUSED_PROBES;
}

/** Who comes first, for each face. */
async function searchAll(gallery: Gallery, faces: readonly (readonly Template[])[]) {
  const first: (string | undefined)[] = [];
  for (const face of faces) first.push((await gallery.search(face)).candidates[0]?.personId);
  return first;
}

async function siftPool(random: () => number): Promise<Template[]> {
  const population = syntheticPopulation(await realSiftTemplates({ scenes: 2 }), random);
  return Array.from({ length: SIFT_POOL }, () => population.person());
}

/** What lives in this process's memory once what is not used is gone. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 3; round++) {
    collect();
    await setTimeout(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
