import { readFile } from 'node:fs/promises';
import type { Box, Face, FaceEngine, GalleryPerson } from '../face-engine.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Condition } from './condition.ts';
import { mostCentral, usualPlace } from './most-central.ts';
import type { Dataset } from './read-dataset.ts';
import { type Galleries, openGalleries } from './search-galleries.ts';
import { showProbe } from './show-probe.ts';
import type { CpuMs, Trial, TrialRun } from './trials.ts';

type Wanted = {
  /** The first makes the templates that all of them search with. */
  readonly engines: readonly [FaceEngine, ...FaceEngine[]];
  readonly dataset: Dataset;
  readonly conditions: readonly Condition[];
  readonly halves: boolean;
  readonly onImage: () => void;
};

type Probe = { readonly file: string; readonly personId: string | undefined; readonly half: 0 | 1 };

/** Enrols and probes one image at a time, so that CPU time can be told apart. Answers a run for each engine and condition. */
export async function runTrials(wanted: Wanted): Promise<TrialRun[]> {
  const { engines, conditions, halves } = wanted;
  const { people, misses } = await enrol(wanted);
  const galleries = await Promise.all(engines.map((engine) => openGalleries(engine, people, halves)));
  const boxes = new Map<string, Box>();
  const runs: TrialRun[] = [];
  try {
    for (const condition of withCleanFirst(conditions)) {
      const isAsked = conditions.includes(condition);
      const { cpuMs, found } = await probeAll(wanted, condition, isAsked ? galleries : [], boxes);
      if (!isAsked) continue;
      for (const [at, engine] of engines.entries()) {
        runs.push({
          ...about(engine, condition),
          enrolMisses: misses,
          ...(found[at] ?? NOTHING),
          cpuMs: cpuMs(at),
        });
      }
    }
  } finally {
    for (const each of galleries) each.close();
  }
  return runs;
}

const NOTHING = { trials: [], halves: null } as const;

function about(engine: FaceEngine, { name: condition }: Condition) {
  const modelVersion = engine.parts.map((part) => part.modelVersion).join(' + ');
  return { engine: engine.name, modelVersion, condition };
}

/** As photographed comes first: it tells where the faces are. */
function withCleanFirst(conditions: readonly Condition[]): readonly Condition[] {
  const isClean = ({ faceWidthPx }: Condition): boolean => faceWidthPx === null;
  const clean = conditions.find(isClean) ?? CLEAN;
  return [clean, ...conditions.filter((condition) => !isClean(condition))];
}

const CLEAN: Condition = { name: 'clean', faceWidthPx: null, exposure: 1, noise: 0, jpegQuality: 100 };

async function enrol({
  engines: [maker],
  dataset,
  onImage,
}: Wanted): Promise<{ people: GalleryPerson[]; misses: number }> {
  let misses = 0;
  const people: GalleryPerson[] = [];
  for (const person of dataset.people) {
    const templates = [];
    for (const file of person.enrol) {
      const face = mostCentral(await maker.extract(await readFile(file)));
      if (face) templates.push(...face.templates);
      else misses++;
      onImage();
    }
    people.push({ personId: person.personId, templates });
  }
  return { people, misses };
}

async function probeAll(
  { engines: [maker], dataset, onImage }: Wanted,
  condition: Condition,
  galleries: readonly Galleries[],
  boxes: Map<string, Box>,
) {
  const sums = { decode: 0, detect: 0, describe: 0 };
  const found = galleries.map(() => ({ trials: [] as Trial[], halves: [[], []] as [Trial[], Trial[]] }));
  const searchMs = galleries.map(() => 0);
  const probes = listProbes(dataset);
  for (const probe of probes) {
    const photo = await readFile(probe.file);
    const extraction = await maker.extract(
      await showProbe(photo, probe.file, condition, boxes.get(probe.file)),
    );
    for (const stage of ['decode', 'detect', 'describe'] as const)
      sums[stage] += extraction.timings[stage].cpuMs;
    const face = mostCentral(extraction);
    if (condition.faceWidthPx === null) boxes.set(probe.file, face?.box ?? usualPlace(extraction));
    const trial = describe(probe, condition, face);
    for (const [at, gallery] of galleries.entries()) {
      const lap = startStopwatch();
      found[at]?.trials.push({ ...trial, ...(await gallery.search(face)) });
      searchMs[at] = (searchMs[at] ?? 0) + lap().cpuMs;
      found[at]?.halves[probe.half].push({ ...trial, ...(await gallery.searchHalf(probe.half, face)) });
    }
    onImage();
  }
  const mean = (sum: number): number => sum / Math.max(1, probes.length);
  const cpuMs = (at: number): CpuMs => ({
    decode: mean(sums.decode),
    detect: mean(sums.detect),
    describe: mean(sums.describe),
    search: mean(searchMs[at] ?? 0),
  });
  const asked = galleries.some(({ hasHalves }) => hasHalves);
  return { cpuMs, found: found.map(({ trials, halves }) => ({ trials, halves: asked ? halves : null })) };
}

function describe({ file, personId }: Probe, { faceWidthPx }: Condition, face: Face | undefined) {
  return { file, personId, foundPx: face?.box.width ?? null, shownPx: faceWidthPx };
}

/** Every second person and stranger is of the second half. */
function listProbes({ people, strangers }: Dataset): Probe[] {
  const half = (at: number): 0 | 1 => (at % 2 === 0 ? 0 : 1);
  const known = people.flatMap(({ personId, probe }, at) =>
    probe.map((file) => ({ file, personId, half: half(at) })),
  );
  return [...known, ...strangers.map((file, at) => ({ file, personId: undefined, half: half(at) }))];
}
