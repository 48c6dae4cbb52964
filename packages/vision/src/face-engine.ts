import type { Lap } from './stopwatch.ts';

/** A rectangle, px of the image given. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A place, px of the image given. */
export type Point = { readonly x: number; readonly y: number };

/** The eyes as the image shows them: `leftEye` is the one further left. */
export type Landmarks = { readonly leftEye: Point; readonly rightEye: Point };

export type FaceQuality = {
  /** Width of the face, px of the image given. */
  readonly sizePx: number;
  /** Standard deviation of the Laplacian over the aligned face, grey levels; below about 5 the face is a blur. */
  readonly sharpness: number;
  /** Mean grey level of the aligned face, 0 to 255. */
  readonly brightness: number;
};

/** What an engine keeps of a face. Only the engine that made it reads what is inside. */
export type Template = {
  readonly engine: string;
  readonly modelVersion: string;
  readonly data: Uint8Array;
};

export type Face = {
  readonly box: Box;
  readonly landmarks: Landmarks;
  readonly quality: FaceQuality;
  readonly template: Template;
  /** The face with some of its surroundings as a JPEG, for evidence. Decodes the image again, so that no face holds one. */
  crop(): Promise<Buffer>;
};

export type ExtractionTimings = { readonly decode: Lap; readonly detect: Lap; readonly describe: Lap };

export type Extraction = {
  /** Every face found, largest first. */
  readonly faces: readonly Face[];
  readonly width: number;
  readonly height: number;
  readonly timings: ExtractionTimings;
};

/** A gallery person; a higher score is more alike. */
export type Candidate = { readonly personId: string; readonly score: number };

/** The templates of some people, ready to be searched. Never changes. */
export type Gallery = {
  /** People. */
  readonly size: number;
  readonly descriptors: number;
  /** The people most like the probe, best first, at most five. */
  search(probe: Template): Promise<readonly Candidate[]>;
  /** Gives the memory back. Searches in hand finish; later ones reject. */
  close(): void;
};

export type GalleryPerson = { readonly personId: string; readonly templates: readonly Template[] };

export type GalleryOptions = {
  /** `linear` is exact, `trees` sublinear; `auto` takes the exact one while the gallery is small. */
  readonly index?: 'auto' | 'linear' | 'trees';
};

/** Turns images into templates and compares them. Any number of calls may run at once. */
export type FaceEngine = {
  readonly name: 'sift';
  /** Templates of another version cannot be compared with this engine's. */
  readonly modelVersion: string;
  /** Finds and describes the faces of a JPEG, PNG or PGM. Rejects with BadImage when it is not one whole image. */
  extract(image: Buffer, options?: { readonly maxFaces?: number }): Promise<Extraction>;
  serializeTemplate(template: Template): Buffer;
  /** Throws when the bytes are no template of this engine and version. */
  parseTemplate(bytes: Buffer): Template;
  buildGallery(people: readonly GalleryPerson[], options?: GalleryOptions): Promise<Gallery>;
  close(): Promise<void>;
};
