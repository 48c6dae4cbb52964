import type { FrameSource } from '../frame-source.ts';
import { createSceneComposer, type SceneOptions } from './compose-scene.ts';
import { type FindFace, loadPortrait, type Portrait, type ScenePhoto } from './portrait.ts';

/** Who stands before the camera, and for how long. */
export type Presentation = {
  /** One photo for each person in the frame; none for an empty doorway. */
  readonly photos: readonly ScenePhoto[];
  readonly lasts: { readonly frames: number } | { readonly seconds: number };
  readonly facePx?: number;
  readonly place?: { readonly x: number; readonly y: number };
};

export type SceneSourceOptions = Omit<SceneOptions, 'seed'> & {
  readonly playlist: readonly Presentation[];
  /** The same seed and playlist (in frames) give the same bytes. Cameras that should differ need different ones. */
  readonly seed: string;
  /** For photos that do not say where their face is. */
  readonly findFace?: FindFace;
  /** Begin again when the playlist ends. Default false. */
  readonly repeat?: boolean;
  /** Called when a presentation begins. */
  readonly onPresentation?: (event: { readonly people: readonly string[]; readonly number: number }) => void;
};

/** Frames of people who stand before a camera in turn, synthesised from their photos. */
export function sceneSource(options: SceneSourceOptions): FrameSource {
  const { playlist, seed, findFace, onPresentation } = options;
  requireLengths(playlist);
  const composer = createSceneComposer(seed);
  const turns = takeTurns(playlist, options.repeat ?? false);
  const loadAll = portraitCache(findFace);
  let frameNumber = 0;
  return {
    async next(signal) {
      const turn = signal.aborted ? undefined : turns.next().value;
      if (!turn) return undefined;
      const { presentation, number, begins } = turn;
      const people = presentation.photos.map(({ label }) => label);
      if (begins) onPresentation?.({ people, number });
      frameNumber += 1;
      const { facePx = options.facePx, place = options.place } = presentation;
      const scene = await composer.compose(await loadAll(presentation.photos), {
        ...options,
        ...(facePx === undefined ? {} : { facePx }),
        ...(place === undefined ? {} : { place }),
        seed: String(frameNumber),
      });
      return { jpeg: scene.jpeg, ageMs: 0, people };
    },
    close: async () => undefined,
  };
}

function requireLengths(playlist: readonly Presentation[]): void {
  for (const { lasts } of playlist) {
    const length = 'frames' in lasts ? lasts.frames : lasts.seconds;
    if (!(length > 0)) throw new RangeError('a presentation must last longer than nothing');
  }
}

type Turn = { readonly presentation: Presentation; readonly number: number; readonly begins: boolean };

/** Answers the presentation of each frame to come; seconds count from the presentation's first frame. */
function* takeTurns(playlist: readonly Presentation[], repeat: boolean): Generator<Turn, undefined> {
  let number = 0;
  do {
    for (const presentation of playlist) {
      const { lasts } = presentation;
      const beganAt = performance.now();
      const goesOn = (frames: number): boolean =>
        'frames' in lasts ? frames < lasts.frames : performance.now() - beganAt < lasts.seconds * 1000;
      for (let frames = 0; goesOn(frames); frames += 1) yield { presentation, number, begins: frames === 0 };
      number += 1;
    }
  } while (repeat && playlist.length > 0);
  return undefined;
}

/** Keeps the portraits of the photos shown now, so that each is decoded once for its presentation. */
function portraitCache(findFace: FindFace | undefined) {
  let shown: readonly ScenePhoto[] = [];
  let loaded: Promise<readonly Portrait[]> = Promise.resolve([]);
  return (photos: readonly ScenePhoto[]): Promise<readonly Portrait[]> => {
    if (photos !== shown) {
      shown = photos;
      loaded = Promise.all(photos.map((photo) => loadPortrait(photo, findFace)));
    }
    return loaded;
  };
}
