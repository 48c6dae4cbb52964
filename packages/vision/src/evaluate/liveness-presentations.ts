import { readFile } from 'node:fs/promises';
import type { Face, FaceEngine } from '../face-engine.ts';
import { measurePresentations } from '../liveness/measure-presentation.ts';
import { type FaceSample, readSample } from '../liveness/read-sample.ts';
import {
  type AttackType,
  attackTypes,
  type GenuineType,
  genuineTypes,
  simulatePresentation,
} from '../liveness/simulate/simulate-presentation.ts';
import { prepareSubject, type Subject } from '../liveness/simulate/subject.ts';
import { EvaluationError } from './evaluation-error.ts';
import { readLivenessDataset } from './liveness-dataset.ts';

/** One presentation as it was measured. A `photo` is one genuine photo as it is: only a network can say anything of it. */
export type PresentationRun = {
  readonly kind: 'genuine' | 'attack' | 'photo';
  readonly type: string;
  readonly name: string;
  readonly simulated: boolean;
  readonly frames: number;
  /** Of the frames in which the face was found. */
  readonly samples: readonly FaceSample[];
};

export type LivenessOptions = {
  readonly engine: Pick<FaceEngine, 'extract'>;
  readonly dir: string;
  /** Of recordings, and to draw. */
  readonly framesPerSecond: number;
  /** Of each presentation that is drawn. */
  readonly frames: number;
  /** How wide faces are drawn, px. */
  readonly facePx: number;
  /** No more people than these are drawn. */
  readonly people: number;
};

/** Photos of a person that are used; more would not be shown. */
const MOST_PHOTOS = 4;
/** The liveness network is asked in one frame of so many, for it costs more than all else. */
const NETWORK_EVERY = 4;

/**
 * Measures the recordings of a folder one by one, or, of a folder with photos of people, presentations that are drawn of
 * them. Rejects with EvaluationError when the folder holds neither, or no face.
 */
export async function* runPresentations(options: LivenessOptions): AsyncGenerator<PresentationRun> {
  const dataset = await readLivenessDataset(options.dir);
  if ('recordings' in dataset) {
    for (const { files, ...recording } of dataset.recordings) {
      const frames = readFrames(files, options.framesPerSecond);
      yield { ...recording, simulated: false, ...(await measure(options.engine, frames)) };
    }
    return;
  }
  let faces = 0;
  for (const { name, files } of dataset.people.slice(0, options.people)) {
    const { photos, subjects } = await readPhotos(options.engine, files);
    const [first, ...others] = subjects;
    if (!first) continue;
    faces++;
    for (const sample of photos) {
      yield { kind: 'photo', type: 'as photographed', name, simulated: false, frames: 1, samples: [sample] };
    }
    yield* drawAll(options, name, [first, ...others]);
  }
  if (faces === 0) throw new EvaluationError(`${options.dir}: no face was found in any photo`);
}

async function* drawAll(
  { engine, ...options }: LivenessOptions,
  name: string,
  subjects: readonly [Subject, ...Subject[]],
): AsyncGenerator<PresentationRun> {
  const all: { kind: 'genuine' | 'attack'; type: GenuineType | AttackType }[] = [
    ...genuineTypes.map((type) => ({ kind: 'genuine' as const, type })),
    ...attackTypes.map((type) => ({ kind: 'attack' as const, type })),
  ];
  for (const { kind, type } of all) {
    if (type === 'photos' && subjects.length === 1) continue;
    const frames = simulatePresentation({ ...options, type, subjects, seed: `${name}/${type}` });
    yield { kind, type, name, simulated: true, ...(await measure(engine, frames)) };
  }
}

type TimedFrame = { readonly atMs: number; readonly jpeg: Buffer };

async function* readFrames(files: readonly string[], framesPerSecond: number): AsyncGenerator<TimedFrame> {
  for (const [at, file] of files.entries()) {
    yield { atMs: Math.round((at * 1000) / framesPerSecond), jpeg: await readFile(file) };
  }
}

async function measure(
  engine: LivenessOptions['engine'],
  images: AsyncGenerator<TimedFrame>,
): Promise<{ frames: number; samples: FaceSample[] }> {
  const samples: FaceSample[] = [];
  let frames = 0;
  for await (const { atMs, jpeg } of images) {
    const [face] = (await engine.extract(jpeg, { maxFaces: 1 })).faces;
    if (face) samples.push(await sampleOf(face, jpeg, atMs, frames % NETWORK_EVERY === 0));
    frames++;
  }
  return { frames, samples };
}

async function sampleOf(face: Face, image: Buffer, atMs: number, live: boolean): Promise<FaceSample> {
  const [measures = null] = await measurePresentations(image, [face]);
  return readSample(face, atMs, measures, live ? (await face.signs({ live })).live : null);
}

/** The largest face of each photo. */
async function readPhotos(
  engine: LivenessOptions['engine'],
  files: readonly string[],
): Promise<{ photos: FaceSample[]; subjects: Subject[] }> {
  const photos: FaceSample[] = [];
  const subjects: Subject[] = [];
  for (const file of files) {
    if (subjects.length === MOST_PHOTOS) break;
    const bytes = await readFile(file);
    const [face] = (await engine.extract(bytes, { maxFaces: 1 })).faces;
    if (!face) continue;
    photos.push(await sampleOf(face, bytes, 0, true));
    subjects.push(await prepareSubject(bytes, face));
  }
  return { photos, subjects };
}
