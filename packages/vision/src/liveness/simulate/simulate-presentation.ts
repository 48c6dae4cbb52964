import type { Pixels } from '../../pixels/index.ts';
import { closeEyes } from './close-eyes.ts';
import { drawHead } from './draw-head.ts';
import { drawSheet, pictureOf, type Sheet } from './draw-sheet.ts';
import { exposeFrame } from './expose-frame.ts';
import { holdings, personMotion, sheetMotion } from './motions.ts';
import { paintRoom } from './paint-room.ts';
import { createRandom, type Random } from './random.ts';
import { printOf, screenOf } from './sheets.ts';
import { type Shown, type Subject, shownOf } from './subject.ts';

/** A person: who turns their head, who blinks, who does neither, and who is seen in one photo after another. */
export const genuineTypes = ['turn', 'blink', 'still', 'photos'] as const;
/** A photo as a print or on a screen, a video on a screen: on a stand, held, moved about, or so near that it fills the view. */
export const attackTypes = [
  'print-fixed',
  'print-held',
  'print-moved',
  'print-bent',
  'replay-still-held',
  'replay-still-moved',
  'replay-video-fixed',
  'replay-video-held',
  'replay-video-filling',
] as const;
export type GenuineType = (typeof genuineTypes)[number];
export type AttackType = (typeof attackTypes)[number];

export type PresentationOptions = {
  readonly type: GenuineType | AttackType;
  /** Photos of one person, at least one. */
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly frames: number;
  readonly framesPerSecond: number;
  /** Width of the face in the frame, px. */
  readonly facePx: number;
  /** The same seed gives the same frames. */
  readonly seed: string;
};

export type SimulatedFrame = { readonly atMs: number; readonly jpeg: Buffer };

const FRAME = { width: 640, height: 480 } as const;
const TURN_DEG = { low: 12, high: 20 } as const;
/** A video's own frames: the room that it was made in, and the face in it. */
const VIDEO = { width: 480, height: 480, facePx: 140 } as const;
const VIDEO_SHOWN: Shown = { halfWidth: 1.6, halfHeight: 1.4 };
/** A screen of which no edge is seen. */
const FILLING = { halfWidth: 3.2, halfHeight: 2.5 } as const;
const CLOSED_SECONDS = 0.24;

/** What is before the camera at a time, s. */
type Scene = (seconds: number) => Promise<Pixels>;

/** The frames of one presentation, drawn and as a camera would make them of it: VGA, noise, JPEG. */
export async function* simulatePresentation(options: PresentationOptions): AsyncGenerator<SimulatedFrame> {
  const random = createRandom(options.seed);
  const scene = await createScene(options, random);
  for (let frame = 0; frame < options.frames; frame++) {
    const seconds = frame / options.framesPerSecond;
    yield { atMs: Math.round(seconds * 1000), jpeg: await exposeFrame(await scene(seconds), random) };
  }
}

async function createScene(options: PresentationOptions, random: Random): Promise<Scene> {
  const { type, facePx, subjects } = options;
  const [subject] = subjects;
  const lengthSeconds = options.frames / options.framesPerSecond;
  if (isGenuine(type)) return createPerson({ type, subjects, lengthSeconds, size: FRAME, facePx }, random);
  const room = await paintRoom(FRAME.width, FRAME.height, random);
  const motion = sheetMotion(FRAME, facePx, holdings[holdingOf(type)], random);
  const sheet = await createSheet(type, subject, lengthSeconds, random);
  return async (seconds) => {
    const frame = copy(room);
    drawSheet(frame, await sheet(seconds), motion(seconds));
    return frame;
  };
}

type Person = {
  readonly type: GenuineType;
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly lengthSeconds: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly facePx: number;
};

async function createPerson(person: Person, random: Random): Promise<Scene> {
  const { type, size, facePx, subjects, lengthSeconds } = person;
  const room = await paintRoom(size.width, size.height, random);
  const turnDeg = type === 'turn' ? random.between(TURN_DEG.low, TURN_DEG.high) : 0;
  const motion = personMotion(size, facePx, turnDeg, random);
  const clothes = String(random.uniform());
  const closesAt = lengthSeconds * random.between(0.3, 0.6);
  const closed = closeEyes(subjects[0]);
  return async (seconds) => {
    const frame = copy(room);
    const share = Math.floor((seconds / lengthSeconds) * subjects.length);
    const open = (type === 'photos' ? subjects[share] : subjects[0]) ?? subjects[0];
    const blinks = type === 'blink' && seconds >= closesAt && seconds < closesAt + CLOSED_SECONDS;
    drawHead(frame, blinks ? closed : open, motion(seconds), createRandom(clothes));
    return frame;
  };
}

async function createSheet(
  type: AttackType,
  subject: Subject,
  lengthSeconds: number,
  random: Random,
): Promise<(seconds: number) => Promise<Sheet>> {
  const picture = pictureOf(subject.pixels, subject.centre, subject.facePx);
  if (type.startsWith('print')) {
    const print = printOf(subject, random);
    return async () => print;
  }
  const isStill = type.startsWith('replay-still');
  const screen = screenOf(picture, isStill ? shownOf(subject) : VIDEO_SHOWN, random);
  if (isStill) return async () => screen;
  const fills = type === 'replay-video-filling';
  const size = fills ? { width: FRAME.width * 1.1, height: FRAME.height * 1.1 } : VIDEO;
  // A video of someone who turns their head, cut to the screen about the middle of its frames.
  const video = await createPerson(
    { type: 'turn', subjects: [subject], lengthSeconds, size, facePx: VIDEO.facePx },
    random,
  );
  const middle = { x: size.width / 2, y: size.height * 0.42 };
  const shown = fills ? { ...screen, ...FILLING } : screen;
  return async (seconds) => ({ ...shown, picture: pictureOf(await video(seconds), middle, VIDEO.facePx) });
}

function isGenuine(type: GenuineType | AttackType): type is GenuineType {
  return genuineTypes.some((genuine) => genuine === type);
}

function holdingOf(type: AttackType): keyof typeof holdings {
  const how = type.slice(type.lastIndexOf('-') + 1);
  return how in holdings ? (how as keyof typeof holdings) : 'held';
}

function copy(pixels: Pixels): Pixels {
  return { ...pixels, data: Buffer.from(pixels.data) };
}
