import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Face, FaceEngine, GalleryPerson } from '../../face-engine.ts';
import { blurPixels, decodePixels, encodeJpeg, resizePixels } from '../../pixels/index.ts';

/** The people of a group photo as an engine sees them there, in another picture of it, and strangers. */
export type SeenPeople = {
  readonly engine: FaceEngine;
  readonly photo: Buffer;
  /** From left to right. */
  readonly enrolled: readonly Face[];
  /** The same with one photo each, `person 0` and so on. */
  readonly people: readonly GalleryPerson[];
  /** Each again, in the same order. */
  readonly again: readonly Face[];
  readonly strangers: readonly Face[];
};

/** One of six group photos. */
export function groupPhoto(sample: 1 | 2 | 3 | 4 | 5 | 6): Promise<Buffer> {
  const file = `@vladmandic/face-api/demo/sample${sample}.jpg`;
  return readFile(createRequire(import.meta.url).resolve(file));
}

/** A face of this width is large enough to know people by. */
const LARGE_PX = 110;
const SMALLER = 0.7;

export async function lookAtPeople(engine: FaceEngine): Promise<SeenPeople> {
  const photo = await groupPhoto(6);
  const { faces } = await engine.extract(photo);
  const { faces: facesAgain } = await engine.extract(await photographAgain(photo));
  const pairs = faces
    .filter(({ box }) => box.width >= LARGE_PX)
    .toSorted((a, b) => a.box.x - b.box.x)
    .flatMap((face) => {
      const again = facesAgain.find((other) => isSamePlace(face, other));
      return again ? [{ face, again }] : [];
    });
  const enrolled = pairs.map(({ face }) => face);
  const strangers: Face[] = [];
  for (const sample of [1, 3, 4] as const)
    strangers.push(...(await engine.extract(await groupPhoto(sample))).faces);
  return {
    engine,
    photo,
    enrolled,
    people: enrolled.map(({ templates }, at) => ({ personId: `person ${at}`, templates })),
    again: pairs.map(({ again }) => again),
    strangers,
  };
}

/** Another picture of the same scene: smaller, softer, compressed more. */
async function photographAgain(image: Buffer): Promise<Buffer> {
  const whole = await decodePixels(image);
  const smaller = await resizePixels(
    whole,
    Math.round(whole.width * SMALLER),
    Math.round(whole.height * SMALLER),
  );
  return encodeJpeg(await blurPixels(smaller, 0.8), 60);
}

function isSamePlace({ box }: Face, again: Face): boolean {
  return Math.hypot(again.box.x - box.x * SMALLER, again.box.y - box.y * SMALLER) < box.width / 4;
}

/** Undefined for who is not among the candidates. */
export async function scoreOf(
  gallery: Awaited<ReturnType<FaceEngine['buildGallery']>>,
  { templates }: Pick<Face, 'templates'>,
  personId: string,
): Promise<number | undefined> {
  return (await gallery.search(templates)).candidates.find((each) => each.personId === personId)?.score;
}

/** The item, which must be there. */
export function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new Error(`nothing at ${place}`);
  return item;
}
