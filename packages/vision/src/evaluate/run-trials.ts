import { readFile } from 'node:fs/promises';
import type { Candidate, Extraction, Face, FaceEngine, Gallery, GalleryPerson } from '../face-engine.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Dataset } from './read-dataset.ts';

/** One probe image and what the gallery said of its most central face; none when no face was found. */
export type Trial = {
  /** Undefined for a stranger. */
  readonly personId: string | undefined;
  readonly found: boolean;
  readonly candidates: readonly Candidate[];
};

export type Trials = {
  readonly trials: readonly Trial[];
  readonly enrolMisses: number;
  /** Sums over all images and probes. */
  readonly cpuMs: { decode: number; detect: number; describe: number; search: number };
  readonly images: number;
  readonly searches: number;
};

/** Enrols and probes one image at a time, so that CPU time can be told apart. `onImage` hears of each image done. */
export async function runTrials(engine: FaceEngine, dataset: Dataset, onImage: () => void): Promise<Trials> {
  const cpuMs = { decode: 0, detect: 0, describe: 0, search: 0 };
  let images = 0;
  const look = async (file: string): Promise<Face | undefined> => {
    const extraction = await engine.extract(await readFile(file));
    for (const stage of ['decode', 'detect', 'describe'] as const)
      cpuMs[stage] += extraction.timings[stage].cpuMs;
    images++;
    onImage();
    return mostCentral(extraction);
  };
  const { gallery, misses } = await enrol(engine, dataset, look);
  const trials: Trial[] = [];
  let searches = 0;
  const probe = async (personId: string | undefined, file: string): Promise<void> => {
    const face = await look(file);
    const lap = startStopwatch();
    const candidates = face ? (await gallery.search(face.templates)).candidates : [];
    if (face) searches++;
    cpuMs.search += lap().cpuMs;
    trials.push({ personId, found: face !== undefined, candidates });
  };
  try {
    for (const person of dataset.people) for (const file of person.probe) await probe(person.personId, file);
    for (const file of dataset.strangers) await probe(undefined, file);
  } finally {
    gallery.close();
  }
  return { trials, enrolMisses: misses, cpuMs, images, searches };
}

async function enrol(
  engine: FaceEngine,
  { people }: Dataset,
  look: (file: string) => Promise<Face | undefined>,
): Promise<{ gallery: Gallery; misses: number }> {
  let misses = 0;
  const enrolled: GalleryPerson[] = [];
  for (const person of people) {
    const templates = [];
    for (const file of person.enrol) {
      const face = await look(file);
      if (face) templates.push(...face.templates);
      else misses++;
    }
    enrolled.push({ personId: person.personId, templates });
  }
  return { gallery: await engine.buildGallery(enrolled), misses };
}

function mostCentral({ faces, width, height }: Extraction): Face | undefined {
  const fromCentre = ({ box }: Face): number =>
    Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  return faces.toSorted((a, b) => fromCentre(a) - fromCentre(b))[0];
}
